package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.MalformedOtlpException;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.topology.SettleEvent.Spans;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.usage.UsageReader;
import dev.spendbreaker.usage.UsageSettings;
import io.micrometer.core.instrument.Counter;
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
    private final OtlpReader otlp;
    private final SpanCollector spans;
    private final int maxRecordBytes;
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable Rejects rejects;
    private @Nullable Counter read;

    Reader(UsageSettings settings, int maxRecordBytes) {
      this.maxRecordBytes = maxRecordBytes;
      UsageReader usage = new UsageReader(settings);
      otlp = new OtlpReader(AttributeKeys.of(usage.keys()));
      spans = new SpanCollector(usage);
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
      this.context = context;
      rejects = new Rejects(context, "spans", Names.REJECTED_SPANS, maxRecordBytes);
      read = Meters.of(context.appConfigs()).spans();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      spans.clear();
      byte @Nullable [] message = record.value();
      if (message == null) {
        reject(record, "empty", "empty record: expected an OTLP trace message, protobuf or JSON");
        return;
      }
      try {
        otlp.read(message, contentType(record.headers()), spans);
      } catch (MalformedOtlpException e) {
        reject(record, "malformed_otlp", String.valueOf(e.getMessage()));
        return;
      }
      forwardBatches();
      if (spans.hasUnusable()) {
        reject(record, "unusable_spans", spans.unusableReason());
      }
    }

    private void forwardBatches() {
      ProcessorContext<Object, Object> to = Wired.require(context);
      long now = to.currentSystemTimeMs();
      for (TraceBatch batch : spans.batches()) {
        Wired.require(read).increment(batch.spans().size());
        to.forward(
            new Record<Object, Object>(batch.traceId(), new Spans(batch), now),
            Names.SETTLE_EVENTS);
      }
    }

    private void reject(Record<byte[], byte[]> record, String code, String reason) {
      Wired.require(rejects).reject(record, code, reason);
    }

    private static @Nullable String contentType(Headers headers) {
      Header header = headers.lastHeader(CONTENT_TYPE);
      return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
  }
}
