package dev.spendbreaker.http;

import dev.spendbreaker.explain.CaptureException;
import dev.spendbreaker.explain.CaptureMessages;
import dev.spendbreaker.explain.CaptureReader;
import dev.spendbreaker.explain.Explanation;
import dev.spendbreaker.explain.JsonReport;
import dev.spendbreaker.query.PriceQueries;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.UsageSettings;
import java.io.ByteArrayInputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the spans of a trace are charged, to whom and by which rule: {@code /v1/explain} of a
 * capture, at the prices of now, of which nothing is recorded; {@code /v1/traces} of a trace that
 * has come and is not yet forgotten, at what it was charged.
 */
final class ExplainResource {
  private static final int MAX_BYTES = 16 << 20;
  private static final long MAX_IN_FLIGHT_BYTES = 4L * MAX_BYTES;

  private final UsageSettings usage;
  private final SpendQueries spend;
  private final PriceQueries prices;
  private final InstantSource clock;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  ExplainResource(
      UsageSettings usage, SpendQueries spend, PriceQueries prices, InstantSource clock) {
    this.usage = usage;
    this.spend = spend;
    this.prices = prices;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/v1/explain", Access.READ, this::explain),
        new Route("GET", "/v1/traces/", Access.READ, this::trace));
  }

  private CompletableFuture<Answer> trace(Call call) {
    call.parameters();
    TraceId traceId = traceId(call.rest());
    Trace trace = spend.trace(traceId).orElseThrow(() -> unknown(traceId).exception());
    return answer(Explanation.of(traceId, trace, prices.priceBook())).now();
  }

  private static TraceId traceId(String hex) {
    try {
      return TraceId.parse(hex);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(String.valueOf(e.getMessage()), "take it from a decision's trigger")
          .exception();
    }
  }

  private static Problem unknown(TraceId traceId) {
    return new Problem(
        404,
        "trace_not_found",
        "nothing is known of trace " + traceId,
        "a trace appears with its first span, and is forgotten when it has been idle for the"
            + " setting trace.retention; POST its spans to /v1/explain");
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
    return answer(reader.capture().explain(prices.priceBook(), clock.millis()));
  }

  private static Answer answer(Explanation explanation) {
    return Answer.json(200, JsonReport.document(explanation));
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
