package dev.spendbreaker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.query.TopologyStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BriefStatusTest {
  private static final long MILLIS = 1_000_000;

  @Test
  void shouldWorkOutHowTheTopologyStandsOnceForAllFiguresOfAScrape() {
    AtomicLong asked = new AtomicLong();
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    BriefStatus brief =
        new BriefStatus(
            () -> {
              asked.incrementAndGet();
              return new TopologyStatus("RUNNING", List.of(), List.of(), List.of());
            },
            nanos::get);

    for (int figure = 0; figure < 10; figure++) {
      brief.status();
      nanos.addAndGet(50 * MILLIS);
    }
    assertThat(asked).hasValue(1);

    nanos.addAndGet(1_000 * MILLIS);
    brief.status();
    assertThat(asked).hasValue(2);
  }
}
