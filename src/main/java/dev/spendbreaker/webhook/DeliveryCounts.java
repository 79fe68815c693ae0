package dev.spendbreaker.webhook;

import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts what came of deliveries. */
final class DeliveryCounts {
  private final Map<State, Counter> counters = new EnumMap<>(State.class);

  DeliveryCounts(Meters meters) {
    counters.put(State.DELIVERED, meters.webhooks("delivered"));
    counters.put(State.PENDING, meters.webhooks("failed"));
    counters.put(State.DEAD, meters.webhooks("given_up"));
  }

  /** A delivery stands so after an attempt, or because there will be none. */
  void add(State after) {
    Objects.requireNonNull(counters.get(after)).increment();
  }
}
