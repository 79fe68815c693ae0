package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.metrics.Meters;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends what cannot be used to the rejects topic: key and value unchanged, the headers it came
 * with, and headers that say where it stood and why it was rejected. Counts them.
 */
public final class Rejects {
  static final String TOPIC_HEADER = "spendbreaker.reject.topic";
  static final String PARTITION_HEADER = "spendbreaker.reject.partition";
  static final String OFFSET_HEADER = "spendbreaker.reject.offset";
  public static final String REASON_HEADER = "spendbreaker.reject.reason";

  private final ProcessorContext<Object, Object> context;
  private final String sink;
  private final int maxBytes;
  private final String source;
  private final Meters meters;

  /**
   * To one sink.
   *
   * @param source what is rejected, in a word
   * @param maxBytes the largest value that the rejects topic takes
   */
  public Rejects(
      ProcessorContext<Object, Object> context, String source, String sink, int maxBytes) {
    this.context = context;
    this.source = source;
    this.sink = sink;
    this.maxBytes = maxBytes;
    this.meters = Meters.of(context.appConfigs());
  }

  /**
   * Rejects a record.
   *
   * @param code the kind of reason, of few
   * @param reason for people
   */
  public void reject(Record<byte[], byte[]> record, String code, String reason) {
    meters.rejects(source, code).increment();
    byte[] value = record.value();
    boolean fits = value == null || value.length <= maxBytes;
    String why = fits ? reason : reason + " (left out here: its " + value.length + " bytes)";
    context.forward(
        new Record<Object, @Nullable Object>(
            record.key(),
            fits ? value : null,
            context.currentSystemTimeMs(),
            headers(record.headers(), why)),
        sink);
  }

  private Headers headers(Headers own, String reason) {
    Headers headers = new RecordHeaders(own);
    context.recordMetadata().ifPresent(source -> addSource(headers, source));
    return headers.add(REASON_HEADER, reason.getBytes(UTF_8));
  }

  private static void addSource(Headers headers, RecordMetadata source) {
    headers.add(TOPIC_HEADER, source.topic().getBytes(UTF_8));
    headers.add(PARTITION_HEADER, Integer.toString(source.partition()).getBytes(UTF_8));
    headers.add(OFFSET_HEADER, Long.toString(source.offset()).getBytes(UTF_8));
  }
}
