package dev.spendbreaker.runtime;

import dev.spendbreaker.query.TopologyQueries;
import dev.spendbreaker.query.TopologyStatus;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Works out once for all figures of one scrape how the topology stands: each looks through all
 * metrics of Kafka's clients. Thread-safe.
 */
final class BriefStatus implements TopologyQueries {
  /** Less than any two scrapes are apart, and more than one takes. */
  private static final long VALID_NANOS = Duration.ofMillis(500).toNanos();

  private final TopologyQueries asked;
  private final LongSupplier nanoClock;
  private @Nullable TopologyStatus status;
  private long statusNanos;

  BriefStatus(TopologyQueries asked, LongSupplier nanoClock) {
    this.asked = asked;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized TopologyStatus status() {
    TopologyStatus known = status;
    long now = nanoClock.getAsLong();
    if (known == null || now - statusNanos > VALID_NANOS) {
      known = asked.status();
      status = known;
      statusNanos = now;
    }
    return known;
  }
}
