package dev.spendbreaker.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Policies;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerEventCodecTest {
  private static final TraceId TRACE = new TraceId(1, 2);
  private static final Usage USAGE = Usage.priced(new Tokens(100, 20, 3, 2, 1), 5_000_000);
  private static final Charge OF_TEAM =
      new Charge("a", "t", USAGE, 1_000, 7, "m", Map.of("team", "blue"));

  private final LedgerPartitioner partitioner = new LedgerPartitioner();

  @Test
  void shouldReadEveryKindOfEventItWrites() {
    List<LedgerEvent> events =
        List.of(
            new Charges(
                TRACE,
                Shape.ALWAYS,
                List.of(
                    new Charge("a", "t", USAGE, 1_000, 7, null, Map.of()),
                    new Charge("a", "u", USAGE.negate(), 999, -7, "m", Map.of()))),
            new Charges(
                TRACE,
                List.of(Shape.AGENT, Shape.TASK, new Shape(List.of("agent", "team"))),
                List.of(OF_TEAM)),
            new Charges(TRACE, List.of(new Shape(List.of("team"))), List.of(OF_TEAM)),
            new Charges(null, List.of(new Shape(List.of("team"))), List.of(OF_TEAM)),
            new PolicyChanged(3, new PolicyChange("p", Policies.policy("p").build(), 300)),
            new PolicyChanged(0, new PolicyChange("p", null, 301)));

    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(LedgerEventCodec.decode(LedgerEventCodec.encode(event)))
                    .isEqualTo(event));
  }

  @Test
  void shouldLeaveBehindTheDimensionsThatNoLedgerAsksFor() {
    byte[] with = LedgerEventCodec.encode(new Charges(TRACE, Shape.ALWAYS, List.of(OF_TEAM)));
    Charge without = new Charge("a", "t", USAGE, 1_000, 7, "m", Map.of());

    assertThat(with)
        .isEqualTo(LedgerEventCodec.encode(new Charges(TRACE, Shape.ALWAYS, List.of(without))));
  }

  @Test
  void shouldRefuseBytesThatAreNoEvent() {
    byte[] bytes =
        LedgerEventCodec.encode(
            new Charges(TRACE, List.of(new Shape(List.of("team"))), List.of(OF_TEAM)));

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LedgerEventCodec.decode(cut))
          .isInstanceOf(CorruptBytesException.class);
    }
    assertThatThrownBy(() -> LedgerEventCodec.decode(new byte[] {1, 0}))
        .hasMessage("ledger event of unknown format 1");
  }

  @Test
  void shouldKeepAllScopesOfAnAgentInOnePartitionAndOthersByThemselves() {
    for (String agent : List.of("a", "b", "c/d", "ünï")) {
      int partition = LedgerPartitioner.partitionOf(Scope.agent(agent), 16);
      assertThat(LedgerPartitioner.partitionOf(Scope.task(agent, "t"), 16)).isEqualTo(partition);
      Scope withTeam = Scope.of(Map.of("team", "blue", "agent", agent));
      assertThat(LedgerPartitioner.partitionOf(withTeam, 16)).isEqualTo(partition);
      assertThat(placed(Scope.agent(agent).key(), 16)).isEqualTo(Set.of(partition));
    }
    Scope team = Scope.of(Map.of("team", "blue", "model", "m"));
    assertThat(placed(team.key(), 16)).isEqualTo(Set.of(LedgerPartitioner.partitionOf(team, 16)));
  }

  @Test
  void shouldPlaceAChangeOfAPolicyWhereItSays() {
    PolicyChanged changed = new PolicyChanged(2, new PolicyChange("p", null, 1));

    assertThat(partitioner.partitions("topic", "p", changed, 4)).contains(Set.of(2));
  }

  private Set<Integer> placed(String ownerKey, int partitions) {
    Charges charges = new Charges(TRACE, Shape.ALWAYS, List.of(OF_TEAM));
    return partitioner.partitions("topic", ownerKey, charges, partitions).orElseThrow();
  }
}
