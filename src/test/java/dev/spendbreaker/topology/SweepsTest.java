package dev.spendbreaker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepsTest {
  private static final ScopePattern EVERY_AGENT = ScopePattern.of(Map.of("agent", "*"));

  private final KeyValueStore<String, byte[]> scopes =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("scopes"), Serdes.String(), Serdes.ByteArray())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();
  private final List<String> reviewed = new ArrayList<>();

  /** How many looks at a scope there is time for. */
  private int left;

  private final ScopeSweeps sweeps =
      new ScopeSweeps(
          scopes,
          (scope, now) -> {
            reviewed.add(scope.key());
            left--;
          });

  @BeforeEach
  void open() {
    scopes.init(new MockProcessorContext<>().getStateStoreContext(), scopes);
  }

  @AfterEach
  void close() {
    scopes.close();
  }

  @Test
  void shouldGiveRecordsTheirTurnAfterASlice() {
    add(1_000);
    sweeps.startAll();

    assertThat(advance(40)).isTrue();

    assertThat(reviewed).hasSize(40);
    for (int i = 0; i < 24; i++) {
      assertThat(advance(40)).isTrue();
    }
    assertThat(reviewed).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(advance(40)).isFalse();
    assertThat(advance(40)).isFalse();
    assertThat(reviewed).hasSize(1_000);
  }

  @Test
  void shouldLookAtTheScopesThatAPatternMatchesAndNoOthers() {
    for (Scope scope :
        List.of(
            Scope.agent("a"), Scope.agent("ab"), Scope.task("a", "t1"), Scope.task("ab", "t2"))) {
      scopes.put(scope.key(), new byte[0]);
    }
    sweeps.start(ScopePattern.of(Map.of("agent", "a", "task", "*")));
    advance(10);
    assertThat(reviewed).containsExactly("agent/a/task/t1");
    sweeps.start(ScopePattern.of(Map.of("agent", "*")));
    advance(10);
    assertThat(reviewed).containsExactly("agent/a/task/t1", "agent/a", "agent/ab");
  }

  @Test
  void shouldLookAtAllAgainWhenAPolicyChangesMeanwhile() {
    add(150);
    sweeps.start(EVERY_AGENT);
    advance(40);
    sweeps.start(EVERY_AGENT);
    while (advance(40)) {}
    assertThat(Set.copyOf(reviewed.subList(40, reviewed.size()))).hasSize(150);
  }

  @Test
  void shouldGetToTheEndHoweverOftenAPolicyChanges() {
    add(150);
    for (int change = 0; change < 150; change++) {
      sweeps.start(EVERY_AGENT);
      advance(1);
    }
    assertThat(Set.copyOf(reviewed)).hasSize(150);

    // and all see the last change
    int before = reviewed.size();
    while (advance(40)) {}
    assertThat(Set.copyOf(reviewed.subList(before - 1, reviewed.size()))).hasSize(150);
  }

  private boolean advance(int looks) {
    left = looks;
    return sweeps.advance(0, () -> left > 0);
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      scopes.put(Scope.agent("agent-" + i).key(), new byte[0]);
    }
  }
}
