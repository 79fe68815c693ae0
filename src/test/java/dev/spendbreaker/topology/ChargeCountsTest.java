package dev.spendbreaker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.usage.Usage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChargeCountsTest {
  private static final Usage CALL = new Usage(2_500_000_000L, 10, 5, 0, 0, 0, 1, 0, 0, 0);
  private static final Usage UNPRICED = new Usage(0, 10, 5, 0, 0, 0, 1, 0, 1, 0);

  private final Meters meters = new Meters();
  private final ChargeCounts counts = new ChargeCounts(meters);

  @Test
  void shouldTellWhatWasTakenBackFromWhatWasCharged() {
    counts.add(List.of(charge("first", CALL, "m")));
    counts.add(List.of(charge("first", Usage.ZERO.minus(CALL), "m"), charge("second", CALL, "m")));

    assertThat(meters.scrape())
        .contains("spendbreaker_charges_total{change=\"added\"} 2.0")
        .contains("spendbreaker_charges_total{change=\"taken_back\"} 1.0")
        .contains("spendbreaker_spend_usd_total{change=\"added\"} 5.0")
        .contains("spendbreaker_spend_usd_total{change=\"taken_back\"} 2.5");
  }

  @Test
  void shouldCountACallWithoutAPriceOnceHoweverOftenItMoves() {
    counts.add(List.of(charge("first", UNPRICED, "m"), charge("first", Usage.UNMETERED_CALL, "m")));
    counts.add(
        List.of(charge("first", Usage.ZERO.minus(UNPRICED), "m"), charge("second", UNPRICED, "m")));

    assertThat(meters.scrape())
        .contains("spendbreaker_calls_unpriced_total{model=\"m\"} 1.0")
        .contains("spendbreaker_calls_unmetered_total 1.0");
  }

  @Test
  void shouldNameOnlySomeModels() {
    for (int i = 0; i < 3 * ChargeCounts.MAX_MODELS; i++) {
      counts.add(List.of(charge("agent", UNPRICED, "model-" + i)));
    }

    assertThat(meters.scrape().lines().filter(line -> line.contains("unpriced_total{")))
        .hasSize(ChargeCounts.MAX_MODELS + 1)
        .contains("spendbreaker_calls_unpriced_total{model=\"others\"} 100.0");
  }

  @Test
  void shouldNameOnlySoManyAgentsAsAreWantedAndAddTheOthersUp() {
    Meters wanted = new Meters(2);
    ChargeCounts ofAgents = new ChargeCounts(wanted);
    for (String agent : List.of("a", "b", "c", "x".repeat(201), "a")) {
      ofAgents.add(List.of(charge(agent, CALL, "m")));
    }
    new ChargeCounts(wanted).add(List.of(charge("b", Usage.ZERO.minus(CALL), "m")));

    assertThat(wanted.scrape().lines().filter(line -> line.startsWith("spendbreaker_agent_spend")))
        .containsExactlyInAnyOrder(
            "spendbreaker_agent_spend_usd_total{agent=\"a\",change=\"added\"} 5.0",
            "spendbreaker_agent_spend_usd_total{agent=\"a\",change=\"taken_back\"} 0.0",
            "spendbreaker_agent_spend_usd_total{agent=\"b\",change=\"added\"} 2.5",
            "spendbreaker_agent_spend_usd_total{agent=\"b\",change=\"taken_back\"} 2.5",
            "spendbreaker_agent_spend_usd_total{agent=\"other\",change=\"added\"} 5.0",
            "spendbreaker_agent_spend_usd_total{agent=\"other\",change=\"taken_back\"} 0.0");
    assertThat(wanted.scrape())
        .contains("spendbreaker_agent_calls_total{agent=\"a\",change=\"added\"} 2.0");

    counts.add(List.of(charge("a", CALL, "m")));
    assertThat(meters.scrape()).doesNotContain("spendbreaker_agent_");
  }

  private static Charge charge(String agent, Usage usage, String model) {
    return new Charge(agent, "task", usage, 0, 1, model, Map.of());
  }
}
