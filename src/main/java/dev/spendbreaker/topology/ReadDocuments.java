package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.topology.LedgerEvent.PolicyChange;
import dev.spendbreaker.topology.SettleEvent.PriceChange;
import dev.spendbreaker.trace.TraceId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents, policies or prices, and forwards each change to every partition that acts on it.
 * A document that is not valid goes to the rejects topic and nowhere else, so the last good one
 * stays.
 */
final class ReadDocuments implements ProcessorSupplier<byte[], byte[], Object, Object> {
  /** The key of a price's record, which says nothing: OTLP's invalid trace id. */
  private static final TraceId NO_TRACE = new TraceId(0, 0);

  /** A change as it is forwarded. */
  private record Change(Object key, Object event) {}

  /** Understands one record; null for the document is a deletion. */
  @FunctionalInterface
  private interface ChangeReader {
    Change read(String key, byte @Nullable [] document, long revision);
  }

  private final String rejectsSink;
  private final String child;
  private final String wantedKey;
  private final ChangeReader reader;
  private final int maxRecordBytes;

  private ReadDocuments(
      String rejectsSink, String child, String wantedKey, ChangeReader reader, int maxRecordBytes) {
    this.rejectsSink = rejectsSink;
    this.child = child;
    this.wantedKey = wantedKey;
    this.reader = reader;
    this.maxRecordBytes = maxRecordBytes;
  }

  static ReadDocuments policies(int maxRecordBytes) {
    return new ReadDocuments(
        Names.REJECTED_POLICIES,
        Names.LEDGER_EVENTS,
        "a policy's record needs the policy's id as its key",
        ReadDocuments::policyChange,
        maxRecordBytes);
  }

  static ReadDocuments prices(int maxRecordBytes) {
    return new ReadDocuments(
        Names.REJECTED_PRICES,
        Names.SETTLE_EVENTS,
        "a price's record needs provider/model as its key",
        ReadDocuments::priceChange,
        maxRecordBytes);
  }

  private static Change policyChange(String id, byte @Nullable [] document, long revision) {
    PolicyDocuments.checkId(id);
    return new Change(
        id,
        new PolicyChange(
            id, document == null ? null : PolicyDocuments.parse(id, document, revision), revision));
  }

  private static Change priceChange(String key, byte @Nullable [] document, long revision) {
    if (document == null) {
      return new Change(NO_TRACE, new PriceChange(PriceDocuments.key(key), null));
    }
    PriceOverride price = PriceDocuments.parse(key, document, revision);
    return new Change(NO_TRACE, new PriceChange(price.key(), price));
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
      rejects = new Rejects(context, rejectsSink, maxRecordBytes);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      byte @Nullable [] key = record.key();
      if (key == null) {
        Wired.require(rejects).reject(record, wantedKey);
        return;
      }
      try {
        long revision = Revision.ofOffset(offset());
        forward(reader.read(new String(key, UTF_8), record.value(), revision));
      } catch (InvalidDocumentException e) {
        Wired.require(rejects).reject(record, String.valueOf(e.getMessage()));
      }
    }

    private long offset() {
      return Wired.require(context)
          .recordMetadata()
          .orElseThrow(() -> new IllegalStateException("a document that comes from no record"))
          .offset();
    }

    private void forward(Change change) {
      ProcessorContext<Object, Object> to = Wired.require(context);
      to.forward(new Record<>(change.key(), change.event(), to.currentSystemTimeMs()), child);
    }
  }
}
