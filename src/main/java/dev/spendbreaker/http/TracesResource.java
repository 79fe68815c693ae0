package dev.spendbreaker.http;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.MalformedOtlpException;
import dev.spendbreaker.otlp.OtlpReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code /v1/traces}: takes OTLP trace data and writes it to the spans topic as it came. */
final class TracesResource {
  private static final long MIN_IN_FLIGHT_BYTES = 64L << 20;
  private static final AttributeKeys NO_ATTRIBUTES = AttributeKeys.of(List.of());

  private final int maxRequestBytes;
  private final SpanPublisher publisher;
  private final Duration patience;
  private final ByteQuota quota;

  /**
   * @param maxRequestBytes the largest body, compressed and decompressed
   * @param patience how long Kafka may take to acknowledge
   */
  TracesResource(int maxRequestBytes, SpanPublisher publisher, Duration patience) {
    this.maxRequestBytes = maxRequestBytes;
    this.publisher = publisher;
    this.patience = patience;
    this.quota = new ByteQuota(Math.max(MIN_IN_FLIGHT_BYTES, 2L * maxRequestBytes));
  }

  List<Route> routes() {
    return List.of(new Route("POST", "/v1/traces", Access.INGEST, this::export));
  }

  private CompletableFuture<Answer> export(Call call) {
    OtlpEncoding encoding = encoding(call);
    boolean gzip = isGzip(call);
    ByteQuota.Lease lease = quota.lease();
    return call.body(buffer(lease))
        .thenApply(wire -> gzip ? Gunzip.decompress(wire, buffer(lease)) : wire)
        .thenCompose(message -> publish(message, encoding, lease))
        .whenComplete((answer, failure) -> lease.close());
  }

  private CompletableFuture<Answer> publish(
      byte[] message, OtlpEncoding encoding, ByteQuota.Lease lease) {
    TraceSummary summary = read(message, encoding);
    CompletableFuture<Void> written =
        publisher.publish(summary.key(), message, encoding.mediaType());
    // Where Kafka is slow, the publisher holds the message for longer than the client waits.
    ByteQuota.Lease held = lease.handOver();
    return written
        .whenComplete((ok, failure) -> held.close())
        .copy()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(ok -> exported(summary, encoding));
  }

  private static TraceSummary read(byte[] message, OtlpEncoding encoding) {
    if (message.length == 0) {
      throw malformed("the body is empty").exception();
    }
    try {
      TraceSummary summary = new TraceSummary();
      new OtlpReader(NO_ATTRIBUTES).read(message, encoding.mediaType(), summary);
      return summary;
    } catch (MalformedOtlpException e) {
      throw malformed(e.problem()).exception();
    }
  }

  private static Problem malformed(String detail) {
    return new Problem(
        400,
        "malformed_otlp",
        detail,
        "send an OTLP ExportTraceServiceRequest of that content-type");
  }

  private static Answer exported(TraceSummary summary, OtlpEncoding encoding) {
    byte[] body = encoding.exported(summary.unusable(), summary.message());
    return Answer.of(200, encoding.mediaType(), body);
  }

  private static OtlpEncoding encoding(Call call) {
    OtlpEncoding encoding = OtlpEncoding.of(call.mediaType());
    if (encoding == null) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "the content-type is neither kind of OTLP",
              "send application/x-protobuf or application/json")
          .exception();
    }
    return encoding;
  }

  private static boolean isGzip(Call call) {
    String encoding = call.contentEncoding();
    if (!encoding.isEmpty() && !encoding.equals("gzip")) {
      throw new Problem(
              415,
              "unsupported_content_encoding",
              "the content-encoding is not supported",
              "send gzip or none")
          .exception();
    }
    return encoding.equals("gzip");
  }

  private BoundedBuffer buffer(ByteQuota.Lease lease) {
    Problem tooLarge =
        new Problem(
            413,
            "request_too_large",
            "the request has more than " + maxRequestBytes + " bytes, compressed or not",
            "send fewer spans at a time, or raise the setting otlp.max.request.bytes");
    return new BoundedBuffer(maxRequestBytes, tooLarge, lease);
  }
}
