package dev.spendbreaker.http;

import dev.spendbreaker.tracing.Tracing;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Records a span for each request, from when it may pass until its answer is there. */
final class TracedEndpoint implements Endpoint {
  /** What is asked again and again, and tells nothing of what users wait for. */
  private static final Set<String> UNTRACED = Set.of("/livez", "/readyz", "/metrics", "/page/");

  private final Route route;
  private final Tracing tracing;

  private TracedEndpoint(Route route, Tracing tracing) {
    this.route = route;
    this.tracing = tracing;
  }

  /** The same routes, traced; as they were where tracing is off. */
  static List<Route> traced(List<Route> routes, Tracing tracing) {
    return tracing.isOn() ? routes.stream().map(route -> traced(route, tracing)).toList() : routes;
  }

  private static Route traced(Route route, Tracing tracing) {
    return UNTRACED.contains(route.path()) ? route : route.with(new TracedEndpoint(route, tracing));
  }

  @Override
  public CompletableFuture<Answer> answer(Call call) {
    Tracing.Request request = tracing.request(call.method(), route.path(), call::header);
    try {
      return route
          .endpoint()
          .answer(call)
          .whenComplete(
              (answer, failure) ->
                  request.answered(answer != null ? answer.status() : CheckTimer.status(failure)));
    } catch (RuntimeException e) {
      request.answered(CheckTimer.status(e));
      throw e;
    }
  }
}
