package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.document.InvalidDocumentException;
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
 * Reads price documents and forwards the change to every partition of settlement. A document that
 * is not valid goes to the rejects topic and nowhere else, so settlement keeps the last good one.
 */
final class ReadPrices implements ProcessorSupplier<byte[], byte[], Object, Object> {
  /** The key of a price's record, which says nothing: OTLP's invalid trace id. */
  private static final TraceId NO_TRACE = new TraceId(0, 0);

  private final int maxRecordBytes;

  ReadPrices(int maxRecordBytes) {
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
      rejects = new Rejects(context, Names.REJECTED_PRICES, maxRecordBytes);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      byte @Nullable [] key = record.key();
      if (key == null) {
        Wired.require(rejects).reject(record, "a price's record needs provider/model as its key");
        return;
      }
      try {
        forward(change(new String(key, UTF_8), record.value()));
      } catch (InvalidDocumentException e) {
        Wired.require(rejects).reject(record, String.valueOf(e.getMessage()));
      }
    }

    private PriceChange change(String key, byte @Nullable [] document) {
      if (document == null) {
        return new PriceChange(PriceDocuments.key(key), null);
      }
      PriceOverride price = PriceDocuments.parse(key, document, Revision.ofOffset(offset()));
      return new PriceChange(price.key(), price);
    }

    private long offset() {
      return Wired.require(context)
          .recordMetadata()
          .orElseThrow(() -> new IllegalStateException("a price that comes from no record"))
          .offset();
    }

    private void forward(PriceChange change) {
      ProcessorContext<Object, Object> to = Wired.require(context);
      to.forward(
          new Record<Object, Object>(NO_TRACE, change, to.currentSystemTimeMs()),
          Names.SETTLE_EVENTS);
    }
  }
}
