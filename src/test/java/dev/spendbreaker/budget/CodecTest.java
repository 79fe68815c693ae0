package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Account.NOON;
import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored: policies and the state of a scope. */
class CodecTest {
  private static final Policy FULL =
      policy("team/p-1")
          .revision(123_456_789_012L)
          .task("agent ü", "*")
          .limit(LimitUnit.TOOL_CALLS, 1_000_000)
          .rolling(Duration.ofDays(90))
          .warnAt("0.333333333", "1")
          .onBreach(Action.KILL)
          .latch()
          .shadow()
          .onUnpriced(Action.ALLOW)
          .countFrom(-5)
          .expiresAt(NOON)
          .grant("g1", 7, null)
          .grant("g2", 8, NOON)
          .describedAs("what for", "who")
          .build();

  static List<Policy> policies() {
    return List.of(FULL, policy("p").build(), policy("zero").usd("0").warnAt().build());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void shouldReadAPolicyBack(Policy policy) {
    assertThat(PolicyCodec.decode(PolicyCodec.encode(policy))).isEqualTo(policy);
  }

  @Test
  void shouldReadAPolicyOfFormat3() {
    String stored =
        "03"
            + "0170"
            + "01"
            + "01"
            + "056167656e74"
            + "012a"
            + "00"
            + "80e497d012"
            + "02"
            + "03"
            + "035554431f"
            + "01"
            + "03302e39"
            + "02"
            + "00"
            + "00"
            + "01"
            + "01"
            + "00"
            + "00"
            + "00"
            + "00"
            + "00"
            + "1468747470733a2f2f782e6578616d706c652f79"
            + "06656e763a53"
            + "02";

    assertThat(PolicyCodec.decode(HexFormat.of().parseHex(stored)))
        .isEqualTo(
            policy("p")
                .usd("5")
                .calendar(CalendarWindow.Unit.MONTH, "UTC", 31)
                .override()
                .webhook(new Webhook("https://x.example/y", "env:S", Webhook.Format.PAGERDUTY))
                .build());
  }

  @Test
  void shouldReadTheStateOfFormat2() {
    String stored =
        "02"
            + "0904"
            + "02"
            + "90b9c7b3f867"
            + "04"
            + "01"
            + "00"
            + "01"
            + "00"
            + "0904"
            + "02"
            + "02"
            + "01"
            + "d00f"
            + "0102"
            + "01"
            + "01e0d403"
            + "a01f"
            + "0102"
            + "01"
            + "0170"
            + "07"
            + "01"
            + "0170"
            + "05"
            + "03302e39"
            + "0000000000000007"
            + "00";

    ScopeState state = ScopeState.decode(HexFormat.of().parseHex(stored));

    Usage one = new Usage(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(state.totals()).isEqualTo(Account.usd("0.000000002"));
    assertThat(state.lastActiveMillis()).isEqualTo(state.lastEventMillis() + 2);
    assertThat(state.open(Level.SECOND)).isEqualTo(state.totals());
    assertThat(state.openStart(Level.SECOND)).isEqualTo(state.lastEventMillis() / 1000 * 1000);
    assertThat(state.mayBeNegativeFrom(Level.SECOND, state.openStart(Level.SECOND))).isFalse();
    assertThat(state.mayBeNegativeFrom(Level.SECOND, state.openStart(Level.SECOND) - 1000))
        .isTrue();
    assertThat(state.spentBefore(1000)).isEqualTo(one);
    assertThat(state.isLatched()).isTrue();
    assertThat(state.heldLevel(policy("p").revision(5).build())).isEqualByComparingTo("0.9");
    assertThat(state.standing()).isEqualTo(7);
    assertThat(state.encode()).isEqualTo(HexFormat.of().parseHex(stored));
  }

  /** Kept in states: a fingerprint that changes releases every latch. */
  @Test
  void shouldTellPoliciesApartByWhatTheySay() {
    long once = PolicyCodec.fingerprint(policy("p").usd("5").revision(1).build());
    assertThat(PolicyCodec.fingerprint(policy("p").usd("5").revision(2).build())).isEqualTo(once);
    assertThat(PolicyCodec.fingerprint(policy("p").usd("6").revision(1).build()))
        .isNotEqualTo(once);
  }

  @Test
  void shouldRefuseFormatsItDoesNotKnow() {
    assertThatThrownBy(() -> PolicyCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessageContaining("unknown format 9");
    assertThatThrownBy(() -> ScopeState.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessageContaining("unknown format 9");
  }

  /** Whatever the bytes, decoding either works or says that they are corrupt. */
  @Test
  void shouldSayThatBytesAreCorrupt() {
    byte[] policy = PolicyCodec.encode(FULL);
    Account account =
        new Account()
            .with(
                policy("p").usd("5").latch().countFrom(NOON),
                policy("q").calendar(CalendarWindow.Unit.WEEK, "Europe/Paris", 7),
                policy("r").rolling(Duration.ofHours(1)));
    account.spend("5").decide();
    byte[] state = account.state().encode();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      decodes(() -> PolicyCodec.decode(damaged(policy, random)));
      decodes(() -> ScopeState.decode(damaged(state, random)).lastDecision(account.scope));
    }
  }

  private static void decodes(Runnable decoding) {
    try {
      decoding.run();
    } catch (CorruptBytesException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
    copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    return copy;
  }

  @Test
  void shouldKeepTheStateOfAScopeSmall() {
    Account account = new Account().with(policy("p").usd("5").rolling(Duration.ofHours(1)));
    for (int i = 0; i < 100; i++) {
      account.goOn(Duration.ofSeconds(7)).spend("0.0421337");
    }
    assertThat(account.state().encode()).hasSizeLessThan(120);

    account.decide();
    assertThat(account.state().encode()).hasSizeLessThan(300);
  }
}
