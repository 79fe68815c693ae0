package dev.spendbreaker.http;

import dev.spendbreaker.metrics.Meters;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Measures how long the answer to a check takes, from when the request is there. */
final class CheckTimer implements Endpoint {
  private final Endpoint endpoint;
  private final Meters meters;

  private CheckTimer(Endpoint endpoint, Meters meters) {
    this.endpoint = endpoint;
    this.meters = meters;
  }

  /** The same routes, measured. */
  static List<Route> timed(List<Route> routes, Meters meters) {
    return routes.stream()
        .map(route -> route.with(new CheckTimer(route.endpoint(), meters)))
        .toList();
  }

  @Override
  public CompletableFuture<Answer> answer(Call call) {
    long started = System.nanoTime();
    try {
      return endpoint
          .answer(call)
          .whenComplete((answer, failure) -> record(started, answer, failure));
    } catch (RuntimeException e) {
      record(started, null, e);
      throw e;
    }
  }

  private void record(long started, @Nullable Answer answer, @Nullable Throwable failure) {
    int status = answer != null ? answer.status() : status(failure);
    meters.checks(status).record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
  }

  /** The status that a failure is answered with. */
  static int status(@Nullable Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return status(failure.getCause());
    }
    return failure instanceof ProblemException known
        ? known.problem().status()
        : HttpStatus.INTERNAL_SERVER_ERROR_500;
  }
}
