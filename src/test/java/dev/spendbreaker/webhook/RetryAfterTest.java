package dev.spendbreaker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();

  @Test
  void shouldReadSecondsAndDates() {
    assertThat(RetryAfter.millis("120", NOW)).isEqualTo(120_000);
    assertThat(RetryAfter.millis("Mon, 23 Nov 2026 10:00:30 GMT", NOW)).isEqualTo(30_000);
    assertThat(RetryAfter.millis("Mon, 23 Nov 2026 09:00:00 GMT", NOW)).isZero();
  }

  @Test
  void shouldPassOverWhatIsNeither() {
    assertThat(RetryAfter.millis(null, NOW)).isNull();
    assertThat(RetryAfter.millis("soon", NOW)).isNull();
    assertThat(RetryAfter.millis("-5", NOW)).isNull();
    assertThat(RetryAfter.millis("99999999999", NOW)).isNull();
  }
}
