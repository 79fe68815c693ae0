package dev.spendbreaker.http;

import dev.spendbreaker.explain.CaptureException;
import dev.spendbreaker.explain.CaptureMessages;
import dev.spendbreaker.explain.CaptureReader;
import dev.spendbreaker.explain.JsonReport;
import dev.spendbreaker.query.PriceQueries;
import dev.spendbreaker.usage.UsageSettings;
import java.io.ByteArrayInputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/explain}: what the spans of a capture would be charged, to whom and by which rule, at
 * the prices of now. Nothing is recorded.
 */
final class ExplainResource {
  private static final int MAX_BYTES = 16 << 20;
  private static final long MAX_IN_FLIGHT_BYTES = 4L * MAX_BYTES;

  private final UsageSettings usage;
  private final PriceQueries prices;
  private final InstantSource clock;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  ExplainResource(UsageSettings usage, PriceQueries prices, InstantSource clock) {
    this.usage = usage;
    this.prices = prices;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(new Route("POST", "/v1/explain", Access.READ, this::explain));
  }

  private CompletableFuture<Answer> explain(Call call) {
    call.parameters();
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_BYTES, tooLarge(), lease))
        .thenApply(this::explained)
        .whenComplete((answer, failure) -> lease.close());
  }

  private Answer explained(byte[] body) {
    CaptureReader reader = new CaptureReader(usage);
    try {
      CaptureMessages.read("the body", new ByteArrayInputStream(body), MAX_BYTES, reader);
    } catch (CaptureException e) {
      throw unreadable(e).exception();
    }
    return Answer.json(
        200, JsonReport.document(reader.capture().explain(prices.priceBook(), clock.millis())));
  }

  private static Problem unreadable(CaptureException e) {
    return new Problem(
        400,
        "unreadable_capture",
        String.valueOf(e.getMessage()),
        "send OTLP trace data as an exporter or the Collector's file exporter writes it");
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "a capture has at most " + (MAX_BYTES >> 20) + " MiB",
        "cut out the traces in question, or use ./spendbreaker explain-trace");
  }
}
