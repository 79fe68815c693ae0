package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.InvalidPolicyException;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.topology.LedgerEvent.PolicyChange;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy documents and forwards the change to every partition of the ledger. A document that
 * is not valid goes to the rejects topic and nowhere else, so the ledger keeps the last good one.
 */
final class ReadPolicies implements ProcessorSupplier<byte[], byte[], Object, Object> {
  private final int maxRecordBytes;

  ReadPolicies(int maxRecordBytes) {
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public Processor<byte[], byte[], Object, Object> get() {
    return new Reader();
  }

  private final class Reader implements Processor<byte[], byte[], Object, Object> {
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable Rejects rejects;

    @Override
    public void init(ProcessorContext<Object, Object> context) {
      this.context = context;
      rejects = new Rejects(context, Names.REJECTED_POLICIES, maxRecordBytes);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      byte @Nullable [] key = record.key();
      if (key == null || key.length == 0) {
        Wired.require(rejects).reject(record, "a policy's record needs the policy's id as its key");
        return;
      }
      try {
        forward(change(new String(key, UTF_8), record.value()));
      } catch (InvalidPolicyException e) {
        Wired.require(rejects).reject(record, String.valueOf(e.getMessage()));
      }
    }

    private PolicyChange change(String id, byte @Nullable [] document)
        throws InvalidPolicyException {
      long revision = Revision.ofOffset(offset());
      Policy policy = document == null ? null : PolicyDocuments.parse(id, document, revision);
      return new PolicyChange(id, policy, revision);
    }

    private long offset() {
      return Wired.require(context)
          .recordMetadata()
          .orElseThrow(() -> new IllegalStateException("a policy that comes from no record"))
          .offset();
    }

    private void forward(PolicyChange change) {
      ProcessorContext<Object, Object> to = Wired.require(context);
      to.forward(
          new Record<Object, Object>(change.policyId(), change, to.currentSystemTimeMs()),
          Names.LEDGER_EVENTS);
    }
  }
}
