package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.replay.Preview;
import dev.spendbreaker.replay.ReplayException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * {@code /v1/what-if}: what a policy would have come to, had it been in force lately. One is looked
 * at after the other, on a thread of their own; a few wait. Events tell how far it has come, so
 * that it is noticed when nobody waits for the answer any more.
 */
final class WhatIfResource {
  private static final String WHAT_IF = "/v1/what-if/";
  private static final Duration DEFAULT_OVER = Duration.ofDays(1);
  private static final Duration MAX_OVER = Duration.ofDays(7);
  private static final int MAX_WAITING = 4;
  private static final int RETRY_SECONDS = 5;
  private static final long TELL_NANOS = Duration.ofMillis(250).toNanos();

  private final SpendQueries queries;
  private final Dimensions dimensions;
  private final WhatIf whatIf;
  private final PolicyBodies bodies = new PolicyBodies();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          WhatIfResource::thread);

  WhatIfResource(SpendQueries queries, Dimensions dimensions, WhatIf whatIf) {
    this.queries = queries;
    this.dimensions = dimensions;
    this.whatIf = whatIf;
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "what-if");
    thread.setDaemon(true);
    return thread;
  }

  List<Route> routes() {
    return List.of(new Route("POST", WHAT_IF, Access.READ, this::look));
  }

  private CompletableFuture<Answer> look(Call call) {
    Duration over = over(call.parameters("over"));
    List<Policy> inForce = queries.policies();
    requireRoom();
    return bodies.answer(
        call,
        document -> {
          Policy policy = PolicyChanges.draft(call.rest(), document, dimensions);
          return Answer.events(stream -> begin(new Look(policy, inForce, over, stream))).now();
        });
  }

  private static Duration over(Parameters parameters) {
    Duration over = parameters.duration("over");
    if (over == null) {
      return DEFAULT_OVER;
    }
    if (over.compareTo(Duration.ofMinutes(1)) < 0 || over.compareTo(MAX_OVER) > 0) {
      throw Parameters.bad(
              "'" + over + "' is no value of parameter 'over'", "valid are PT1M to P7D")
          .with("parameter", "over")
          .exception();
    }
    return over;
  }

  private void requireRoom() {
    if (thread.getQueue().remainingCapacity() == 0) {
      throw busy().exception();
    }
  }

  private static Problem busy() {
    return new Problem(
            503,
            "overloaded",
            "other policies are looked at, and " + MAX_WAITING + " wait",
            "try again, ask another instance, or use ./spendbreaker replay")
        .retryAfter(RETRY_SECONDS);
  }

  private void begin(Look look) {
    look.stream.onClose(() -> thread.remove(look));
    try {
      thread.execute(look);
    } catch (RejectedExecutionException e) {
      look.end(busy());
    }
  }

  /** One policy that somebody wants to know about. */
  private final class Look implements Runnable {
    private final Policy policy;
    private final List<Policy> inForce;
    private final Duration over;
    private final EventStream stream;
    private volatile boolean left;
    private long toldNanos = System.nanoTime() - TELL_NANOS;

    Look(Policy policy, List<Policy> inForce, Duration over, EventStream stream) {
      this.policy = policy;
      this.inForce = inForce;
      this.over = over;
      this.stream = stream;
      stream.onClose(() -> left = true);
    }

    @Override
    public void run() {
      if (left) {
        return;
      }
      try {
        Preview preview = whatIf.preview(policy, inForce, over, this::isAwaited);
        send("preview", PreviewDocuments.of(preview));
        stream.end();
      } catch (ReplayException e) {
        end(nothing(e));
      } catch (RuntimeException e) {
        end(Problems.of(e));
      }
    }

    private boolean isAwaited(long read, long toRead, long timeMillis) {
      long now = System.nanoTime();
      if (now - toldNanos >= TELL_NANOS) {
        toldNanos = now;
        String at = Instant.ofEpochMilli(timeMillis).toString();
        send(
            "progress",
            Json.MAPPER.createObjectNode().put("read", read).put("toRead", toRead).put("at", at));
      }
      return !left;
    }

    void end(Problem problem) {
      send("problem", ProblemDocuments.document(problem));
      stream.end();
    }

    private void send(String event, Object document) {
      stream.send(event, new String(Json.bytes(document), UTF_8));
    }
  }

  private static Problem nothing(ReplayException e) {
    return new Problem(
        404,
        "nothing_arrived",
        String.valueOf(e.getMessage()),
        "ask over a longer time, or once there are spans");
  }
}
