package dev.spendbreaker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollPaceTest {
  private static final Duration ASKED = Duration.ofMillis(5);

  private long nanos = -7;
  private final PollPace pace = new PollPace(() -> nanos);

  @Test
  void shouldWaitAsAskedForWhileACommitMayBeDue() {
    pace.polled(true);
    pass(500);

    assertThat(pace.timeout(ASKED, false)).isEqualTo(ASKED);
  }

  @Test
  void shouldWaitLongerWhereNothingHasComeForHalfASecond() {
    pace.polled(true);
    pass(501);

    assertThat(pace.timeout(ASKED, false)).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void shouldWaitAsAskedAgainOnceRecordsCome() {
    pass(10_000);
    pace.polled(true);

    assertThat(pace.timeout(ASKED, false)).isEqualTo(ASKED);
  }

  @Test
  void shouldNotWaitWhileRecordsAreProcessed() {
    pace.polled(false);
    pass(1);

    assertThat(pace.timeout(ASKED, true)).isZero();
  }

  @Test
  void shouldWaitWhereRecordsWaitAndNoneIsProcessed() {
    pass(10_000);
    pace.polled(false);
    nanos += 150_000;

    assertThat(pace.timeout(ASKED, true)).isEqualTo(ASKED);
  }

  @Test
  void shouldNeverWaitWhereNoWaitWasAskedForNorShorterThanAsked() {
    pass(10_000);

    assertThat(pace.timeout(Duration.ZERO, false)).isZero();
    assertThat(pace.timeout(Duration.ofSeconds(1), false)).isEqualTo(Duration.ofSeconds(1));
  }

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
