package dev.spendbreaker.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Lets changes of the same thing happen one after the other. Thread-safe; no thread waits. */
final class Turns {
  private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

  private final Map<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();
  private final Executor executor;

  /** Changes begin on threads of the executor. */
  Turns(Executor executor) {
    this.executor = executor;
  }

  /** The result of a change that begins once those before it of the same thing are over. */
  <T> CompletableFuture<T> take(String thing, Supplier<CompletableFuture<T>> change) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    CompletableFuture<Void> before = last.put(thing, over);
    return (before == null ? OVER : before)
        .thenComposeAsync(now -> change.get(), executor)
        .whenComplete(
            (result, failure) -> {
              last.remove(thing, over);
              over.complete(null);
            });
  }
}
