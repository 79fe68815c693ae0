package dev.spendbreaker.mcp;

import dev.spendbreaker.http.Problem;
import dev.spendbreaker.query.NotReadyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to know when which resource changes: looks once a second, so tells at most that often.
 */
final class Watches {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
  private static final long INTERVAL_MILLIS = 1_000;
  private static final int MAX_WATCHES = 1_000;

  private final ResourceVersions versions;
  private final Map<String, Watch> watches = new LinkedHashMap<>();
  private int listeners;

  private static final class Watch {
    final Map<Object, Consumer<String>> byOwner = new HashMap<>();
    @Nullable Object version;

    Watch(@Nullable Object version) {
      this.version = version;
    }
  }

  Watches(ResourceVersions versions, ScheduledExecutorService scheduler) {
    this.versions = versions;
    Future<?> unused =
        scheduler.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Tells {@code listener} the URI whenever the resource changes.
   *
   * @param owner for {@link #remove}; the same owner and URI replace what was before
   * @throws dev.spendbreaker.http.ProblemException where there are too many
   */
  synchronized void add(Object owner, String uri, Consumer<String> listener) {
    if (listeners >= MAX_WATCHES) {
      throw new Problem(
              503,
              "too_many_subscriptions",
              "there are " + MAX_WATCHES + " subscriptions to resources",
              "end some that are no longer needed")
          .exception();
    }
    Watch watch = watches.computeIfAbsent(uri, absent -> new Watch(version(uri)));
    if (watch.byOwner.put(owner, listener) == null) {
      listeners++;
    }
  }

  /** Ends one watch of an owner. */
  synchronized void remove(Object owner, String uri) {
    Watch watch = watches.get(uri);
    if (watch != null && watch.byOwner.remove(owner) != null) {
      listeners--;
      if (watch.byOwner.isEmpty()) {
        watches.remove(uri);
      }
    }
  }

  /** Ends all watches of an owner. */
  synchronized void remove(Object owner) {
    List.copyOf(watches.keySet()).forEach(uri -> remove(owner, uri));
  }

  private void look() {
    changed().forEach((uri, listeners) -> listeners.forEach(listener -> tell(listener, uri)));
  }

  private synchronized Map<String, List<Consumer<String>>> changed() {
    Map<String, List<Consumer<String>>> changed = new LinkedHashMap<>();
    watches.forEach(
        (uri, watch) -> {
          Object now = version(uri);
          if (now != null && !Objects.equals(now, watch.version)) {
            watch.version = now;
            changed.put(uri, new ArrayList<>(watch.byOwner.values()));
          }
        });
    return changed;
  }

  /** Null, which is no change, while the stores cannot be read. */
  private @Nullable Object version(String uri) {
    try {
      return versions.of(uri);
    } catch (NotReadyException e) {
      return null;
    } catch (RuntimeException e) {
      LOG.warn("Whether {} has changed cannot be told", uri, e);
      return null;
    }
  }

  private static void tell(Consumer<String> listener, String uri) {
    try {
      listener.accept(uri);
    } catch (RuntimeException e) {
      LOG.warn("A subscriber of {} was not told that it has changed", uri, e);
    }
  }
}
