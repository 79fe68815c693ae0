package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.pricing.PriceOverride;
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
  /** The key of a change's record, which says nothing: OTLP's invalid trace id. */
  private static final TraceId NO_TRACE = new TraceId(0, 0);

  /** Understands one record; null for the document is a deletion. */
  @FunctionalInterface
  private interface ChangeReader {
    SettleEvent read(String key, byte @Nullable [] document, long revision);
  }

  private final String source;
  private final String rejectsSink;
  private final String wantedKey;
  private final ChangeReader reader;
  private final int maxRecordBytes;

  private ReadDocuments(
      String source,
      String rejectsSink,
      String wantedKey,
      ChangeReader reader,
      int maxRecordBytes) {
    this.source = source;
    this.rejectsSink = rejectsSink;
    this.wantedKey = wantedKey;
    this.reader = reader;
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Of policies.
   *
   * @param dimensions those that they may name
   */
  static ReadDocuments policies(Dimensions dimensions, int maxRecordBytes) {
    return new ReadDocuments(
        "policies",
        Names.REJECTED_POLICIES,
        "a policy's record needs the policy's id as its key",
        (id, document, revision) -> policyChange(id, document, revision, dimensions),
        maxRecordBytes);
  }

  static ReadDocuments prices(int maxRecordBytes) {
    return new ReadDocuments(
        "prices",
        Names.REJECTED_PRICES,
        "a price's record needs provider/model as its key",
        ReadDocuments::priceChange,
        maxRecordBytes);
  }

  private static PolicyChange policyChange(
      String id, byte @Nullable [] document, long revision, Dimensions dimensions) {
    PolicyDocuments.checkId(id);
    Policy policy =
        document == null ? null : PolicyDocuments.parse(id, document, revision, dimensions);
    return new PolicyChange(id, policy, revision);
  }

  private static PriceChange priceChange(String key, byte @Nullable [] document, long revision) {
    if (document == null) {
      return new PriceChange(PriceDocuments.key(key), null);
    }
    PriceOverride price = PriceDocuments.parse(key, document, revision);
    return new PriceChange(price.key(), price);
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
      rejects = new Rejects(context, source, rejectsSink, maxRecordBytes);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      byte @Nullable [] key = record.key();
      if (key == null) {
        Wired.require(rejects).reject(record, "no_key", wantedKey);
        return;
      }
      try {
        long revision = Revision.ofOffset(offset());
        forward(reader.read(new String(key, UTF_8), record.value(), revision));
      } catch (InvalidDocumentException e) {
        Wired.require(rejects)
            .reject(presentable(record, e), e.code(), String.valueOf(e.getMessage()));
      }
    }

    /** A document with a secret in it is not passed on. */
    private static Record<byte[], byte[]> presentable(
        Record<byte[], byte[]> record, InvalidDocumentException e) {
      return e.code().equals(InvalidDocumentException.LITERAL_SECRET)
          ? record.withValue("left out: it holds a secret".getBytes(UTF_8))
          : record;
    }

    private long offset() {
      return Wired.require(context)
          .recordMetadata()
          .orElseThrow(() -> new IllegalStateException("a document that comes from no record"))
          .offset();
    }

    private void forward(SettleEvent change) {
      ProcessorContext<Object, Object> to = Wired.require(context);
      to.forward(
          new Record<Object, Object>(NO_TRACE, change, to.currentSystemTimeMs()), Names.CHANGES);
    }
  }
}
