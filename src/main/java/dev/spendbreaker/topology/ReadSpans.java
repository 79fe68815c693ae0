package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.topology.SettleEvent.Spans;
import dev.spendbreaker.trace.MessageReader;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.usage.UsageSettings;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP messages: forwards one {@link TraceBatch} per (record, trace), and what it cannot use
 * to the rejects topic.
 */
final class ReadSpans implements ProcessorSupplier<byte[], byte[], Object, Object> {
  private static final String CONTENT_TYPE = "content-type";

  private final UsageSettings settings;
  private final int maxRecordBytes;

  ReadSpans(UsageSettings settings, int maxRecordBytes) {
    this.settings = settings;
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public Processor<byte[], byte[], Object, Object> get() {
    return new Reader(settings, maxRecordBytes);
  }

  private static final class Reader implements Processor<byte[], byte[], Object, Object> {
    private final MessageReader reader;
    private final int maxRecordBytes;
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable Rejects rejects;
    private @Nullable Counter read;
    private @Nullable Counter ignored;

    Reader(UsageSettings settings, int maxRecordBytes) {
      this.maxRecordBytes = maxRecordBytes;
      reader = new MessageReader(settings);
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
      this.context = context;
      Meters meters = Meters.of(context.appConfigs());
      rejects = new Rejects(context, "spans", Names.REJECTED_SPANS, maxRecordBytes);
      read = meters.spans();
      ignored = meters.ownSpans();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      String complaint = reader.read(record.value(), contentType(record.headers()));
      Wired.require(ignored).increment(reader.ownSpans());
      List<TraceBatch> batches = reader.batches();
      forward(batches);
      if (complaint != null) {
        String code = batches.isEmpty() ? "unusable_message" : "unusable_spans";
        Wired.require(rejects).reject(record, code, complaint);
      }
    }

    private void forward(List<TraceBatch> batches) {
      ProcessorContext<Object, Object> to = Wired.require(context);
      long now = to.currentSystemTimeMs();
      for (TraceBatch batch : batches) {
        Wired.require(read).increment(batch.spans().size());
        to.forward(
            new Record<Object, Object>(batch.traceId(), new Spans(batch), now),
            Names.SETTLE_EVENTS);
      }
    }

    private static @Nullable String contentType(Headers headers) {
      Header header = headers.lastHeader(CONTENT_TYPE);
      return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
  }
}
