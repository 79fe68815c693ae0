package dev.spendbreaker.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for endpoints that may wait for another instance. The server's own few threads must not:
 * they answer checks, and the questions of other instances, which may be waiting for this one.
 */
final class WaitingThreads implements AutoCloseable {
  private static final int THREADS = 32;
  private static final int MAX_WAITING = 1_000;

  private final ThreadPoolExecutor threads;

  WaitingThreads() {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "http-queries-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** For what such an endpoint does later. */
  Executor executor() {
    return threads;
  }

  /** The same routes, whose endpoints run on these threads. */
  List<Route> serve(List<Route> routes) {
    return routes.stream().map(route -> route.with(onThese(route.endpoint()))).toList();
  }

  private Endpoint onThese(Endpoint endpoint) {
    return call ->
        CompletableFuture.completedFuture(call).thenComposeAsync(endpoint::answer, threads);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
