package dev.spendbreaker.mcp;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.http.Poll;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.http.SpanPublisher;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Writes spans to the spans topic and waits until the ledger has them. */
final class SpanRecorder {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String OTLP = "application/x-protobuf";

  private final SpendQueries queries;
  private final AgentScopes scopes;
  private final SpanPublisher publisher;
  private final InstantSource clock;
  private final ScheduledExecutorService scheduler;

  /**
   * The last recording of each task. One follows the other: what tells that the ledger has a span
   * is that its task has spent more than before.
   */
  private final Map<Scope, CompletableFuture<Boolean>> turns = new ConcurrentHashMap<>();

  SpanRecorder(
      SpendQueries queries,
      AgentScopes scopes,
      SpanPublisher publisher,
      InstantSource clock,
      ScheduledExecutorService scheduler) {
    this.queries = queries;
    this.scopes = scopes;
    this.publisher = publisher;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /**
   * Records a span.
   *
   * @param costNanos above 0
   * @return false where it had been recorded before, which changes nothing
   */
  CompletableFuture<Boolean> record(SpanDraft span, long costNanos) {
    return inTurn(
        span.scope(),
        () ->
            queries.isSpanKnown(span.traceId(), span.spanId())
                ? CompletableFuture.completedFuture(false)
                : write(span, costNanos));
  }

  private CompletableFuture<Boolean> inTurn(
      Scope task, Supplier<CompletableFuture<Boolean>> recording) {
    CompletableFuture<Boolean> turn =
        turns.compute(
            task,
            (same, before) ->
                before == null
                    ? CompletableFuture.completedFuture(true).thenCompose(ready -> recording.get())
                    : before.handle((done, failure) -> true).thenCompose(ready -> recording.get()));
    return turn.whenComplete((done, failure) -> turns.remove(task, turn));
  }

  private CompletableFuture<Boolean> write(SpanDraft span, long costNanos) {
    List<ScopeStatus> before = ofTask(span);
    return publisher
        .publish(span.traceId().toBytes(), span.toOtlp(clock.millis()), OTLP)
        .copy()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(written -> Poll.until(() -> have(before, costNanos), scheduler, PATIENCE))
        .thenApply(so -> require(so, span));
  }

  /**
   * Where the call's scopes of its task stand. That of its agent alone is charged before them, and
   * may meanwhile fall, by what other traces correct.
   */
  private List<ScopeStatus> ofTask(SpanDraft span) {
    return scopes.ofCall(span.scope(), Usage.ZERO).stream()
        .filter(status -> status.scope().values().containsKey(Scope.TASK))
        .toList();
  }

  private boolean have(List<ScopeStatus> before, long costNanos) {
    return before.stream().allMatch(status -> hasMore(status, costNanos));
  }

  private boolean hasMore(ScopeStatus status, long costNanos) {
    Usage before = status.totals();
    Usage now = queries.scopeAfter(status.scope(), Usage.ZERO).totals();
    return now.calls() > before.calls() && now.costNanos() >= before.costNanos() + costNanos;
  }

  private static boolean require(boolean recorded, SpanDraft span) {
    if (!recorded) {
      throw new Problem(
              504,
              "retry",
              "the span is written, but after %d s the ledger does not have it"
                  .formatted(PATIENCE.toSeconds()),
              "call again with spanId %s and traceId %s: it will not be charged twice"
                  .formatted(span.spanHex(), span.traceId().toHex()))
          .exception();
    }
    return true;
  }
}
