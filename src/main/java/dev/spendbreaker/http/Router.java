package dev.spendbreaker.http;

import dev.spendbreaker.access.Caller;
import dev.spendbreaker.query.InstanceAnswers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Finds the endpoint of each request and sends its answer, or the problem. */
final class Router extends Handler.Abstract {
  private final List<Route> routes;
  private final OriginGuard guard;
  private final TokenGuard tokens;
  private final ErrorFormat errors;
  private final Timeouts timeouts;

  Router(
      List<Route> routes,
      OriginGuard guard,
      TokenGuard tokens,
      ErrorFormat errors,
      Timeouts timeouts) {
    this.routes = routes;
    this.guard = guard;
    this.tokens = tokens;
    this.errors = errors;
    this.timeouts = timeouts;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Reply reply = new Reply(request, response, callback, timeouts.client());
    CompletableFuture<Void> unused =
        answer(request)
            .exceptionally(failure -> errors.answer(request, Problems.of(failure)))
            .thenAccept(reply::send);
    return true;
  }

  private CompletableFuture<Answer> answer(Request request) {
    try {
      Route route = find(request.getMethod(), request.getHttpURI().getPath());
      guard.check(request, route.guard());
      Caller caller = tokens.admit(request, route.access());
      return route.endpoint().answer(new Call(request, route.path(), caller, timeouts.client()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Route find(String method, String rawPath) {
    for (Route route : routes) {
      if (route.matches(rawPath) && route.serves(method)) {
        return route;
      }
    }
    List<Route> here = routes.stream().filter(route -> route.matches(rawPath)).toList();
    throw (here.isEmpty() ? notFound() : notAllowed(method, here)).exception();
  }

  private Problem notFound() {
    String paths =
        routes.stream()
            .map(Route::path)
            .filter(path -> !path.equals(InstanceAnswers.PATH))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return new Problem(404, "not_found", "there is nothing at this path", "see " + paths);
  }

  private static Problem notAllowed(String method, List<Route> here) {
    String allowed = here.stream().map(Route::allowed).collect(Collectors.joining(", "));
    return new Problem(405, "method_not_allowed", method + " is not served here", "use " + allowed)
        .header("Allow", allowed);
  }
}
