package dev.spendbreaker.gate;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
  private final RecentDecisions recent = new RecentDecisions(4);

  /** A decision that is told by its time. */
  private static DecisionRecord at(int partition, long offset, long millis) {
    return decision(Scope.agent("a" + partition), Action.WARN)
        .sequence(offset + 1)
        .decidedAt(millis)
        .at(partition, offset);
  }

  private void readAll(DecisionRecord... records) {
    List.of(records).forEach(recent::decided);
    recent.current(0);
  }

  private List<Long> latest(int limit) {
    return recent.latest(any -> true, limit).stream().map(Decision::decidedAtMillis).toList();
  }

  private static List<Long> times(DecisionSlice slice) {
    return slice.records().stream().map(r -> r.decision().decidedAtMillis()).toList();
  }

  private DecisionSlice after(DecisionPosition position, int limit) {
    return Objects.requireNonNull(recent.after(position, limit));
  }

  @Test
  void shouldTellTheLatestFirstThoughPartitionsAreReadOneAfterTheOther() {
    readAll(at(0, 0, 10), at(0, 1, 30), at(1, 0, 20), at(1, 1, 40));

    assertThat(latest(10)).containsExactly(40L, 30L, 20L, 10L);
    assertThat(latest(2)).containsExactly(40L, 30L);
    assertThat(recent.latest(made -> made.scope().equals(Scope.agent("a0")), 1))
        .extracting(Decision::decidedAtMillis)
        .containsExactly(30L);
  }

  @Test
  void shouldKeepTheLatestOfAllPartitions() {
    readAll(at(0, 0, 50), at(0, 1, 60), at(1, 0, 10), at(1, 1, 20), at(1, 2, 70), at(1, 3, 80));

    assertThat(latest(10)).containsExactly(80L, 70L, 60L, 50L);
    assertThat(recent.isComplete()).isFalse();
  }

  @Test
  void shouldTellADecisionOnceThatWasWrittenTwice() {
    Decision made = decision(Scope.agent("a1"), Action.WARN).build();

    readAll(new DecisionRecord(made, 0, 1), new DecisionRecord(made, 0, 2));

    assertThat(recent.latest(any -> true, 2)).containsExactly(made);
  }

  @Test
  void shouldGoOnAfterAPosition() {
    readAll(at(0, 0, 10), at(1, 0, 20), at(0, 1, 30));
    DecisionSlice first = after(DecisionPosition.START, 2);
    assertThat(times(first)).containsExactly(10L, 20L);
    assertThat(first.atEnd()).isFalse();

    DecisionSlice second = after(first.next(), 2);
    assertThat(times(second)).containsExactly(30L);
    assertThat(second.atEnd()).isTrue();
    assertThat(second.next()).isEqualTo(recent.end());

    recent.decided(at(1, 5, 40));
    assertThat(times(after(second.next(), 2))).containsExactly(40L);
  }

  @Test
  void shouldKeepTheOrderOfEachPartitionWhateverTheClocksSay() {
    readAll(at(0, 0, 50), at(0, 1, 10), at(1, 0, 20));

    assertThat(times(after(DecisionPosition.START, 10))).containsExactly(20L, 50L, 10L);
  }

  @Test
  void shouldNotAnswerWhereItNoLongerHoldsAllThatFollows() {
    readAll(at(0, 0, 10), at(0, 1, 20), at(1, 0, 30), at(0, 2, 40), at(0, 3, 50));

    assertThat(recent.after(DecisionPosition.START, 10)).isNull();
    DecisionPosition afterTheLost = DecisionPosition.START.after(at(0, 0, 10));
    assertThat(times(after(afterTheLost, 10))).containsExactly(20L, 30L, 40L, 50L);
  }

  @Test
  void shouldKnowNothingUntilAllHasBeenReadAndAfterItStartsOver() {
    recent.decided(at(0, 0, 10));
    assertThat(recent.isReady()).isFalse();
    assertThat(recent.after(DecisionPosition.START, 10)).isNull();

    recent.current(0);
    assertThat(recent.isReady()).isTrue();

    recent.startedOver();
    assertThat(recent.isReady()).isFalse();
    assertThat(latest(10)).isEmpty();
  }

  @Test
  void shouldTellAPositionThatLiesAhead() {
    readAll(at(0, 0, 10));

    assertThat(recent.isAhead(recent.end())).isFalse();
    assertThat(recent.isAhead(recent.end().after(at(0, 1, 20)))).isTrue();
    assertThat(recent.isAhead(DecisionPosition.START.after(at(7, 0, 20)))).isTrue();
  }

  @Test
  void shouldTellOfEachChange() {
    List<Integer> sizes = new ArrayList<>();
    recent.onChange(() -> sizes.add(latest(10).size()));

    readAll(at(0, 0, 10), at(0, 1, 20));
    recent.startedOver();

    assertThat(sizes).containsExactly(1, 2, 0);
  }

  /**
   * Followed in small steps while decisions come, each is seen once and in its partition's order.
   */
  @Test
  void shouldMissNothingWhileItGrows() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RecentDecisions large = new RecentDecisions();
    large.current(0);
    List<List<Long>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long[] offsets = new long[3];
    DecisionPosition position = large.end();
    for (int step = 0; step < 2_000; step++) {
      if (random.nextBoolean()) {
        int partition = random.nextInt(3);
        large.decided(at(partition, offsets[partition]++, random.nextInt(1_000)));
      } else {
        DecisionSlice slice = Objects.requireNonNull(large.after(position, 1 + random.nextInt(5)));
        slice.records().forEach(record -> seen.get(record.partition()).add(record.offset()));
        position = slice.next();
      }
    }
    Objects.requireNonNull(large.after(position, 10_000))
        .records()
        .forEach(record -> seen.get(record.partition()).add(record.offset()));
    for (int partition = 0; partition < 3; partition++) {
      assertThat(seen.get(partition))
          .as("seed %d, partition %d", seed, partition)
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSize((int) offsets[partition]);
    }
  }
}
