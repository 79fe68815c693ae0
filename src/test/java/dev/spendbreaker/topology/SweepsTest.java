package dev.spendbreaker.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepsTest {
  private final KeyValueStore<String, byte[]> scopes =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("scopes"), Serdes.String(), Serdes.ByteArray())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();
  private final List<String> reviewed = new ArrayList<>();

  /** Each look at a scope takes a millisecond. */
  private long nanos;

  private final ScopeSweeps sweeps =
      new ScopeSweeps(
          scopes,
          (scope, now) -> {
            reviewed.add(scope.key());
            nanos += 1_000_000;
          },
          () -> nanos);

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

    sweeps.advance(0);

    // 40 ms at 1 ms a scope
    assertThat(reviewed).hasSize(40);
    for (int i = 0; i < 24; i++) {
      sweeps.advance(0);
    }
    assertThat(reviewed).hasSize(1_000).doesNotHaveDuplicates();
    sweeps.advance(0);
    sweeps.advance(0);
    assertThat(reviewed).hasSize(1_000);
  }

  @Test
  void shouldLookAtTheScopesThatAPatternMayMatchAndNoOthers() {
    for (Scope scope :
        List.of(
            Scope.agent("a"), Scope.agent("ab"), Scope.task("a", "t1"), Scope.task("ab", "t2"))) {
      scopes.put(scope.key(), new byte[0]);
    }
    sweeps.start(ScopePattern.of(Map.of("agent", "a", "task", "*")));
    sweeps.advance(0);
    assertThat(reviewed).containsExactly("agent/a/task/t1");
  }

  @Test
  void shouldStartAgainWhenAPolicyChangesMeanwhile() {
    add(150);
    ScopePattern everyAgent = ScopePattern.of(Map.of("agent", "*"));
    sweeps.start(everyAgent);
    sweeps.advance(0);
    sweeps.start(everyAgent);
    while (reviewed.size() < 190) {
      sweeps.advance(0);
    }
    assertThat(reviewed.subList(40, 190)).hasSize(150).doesNotHaveDuplicates();
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      scopes.put(Scope.agent("agent-" + i).key(), new byte[0]);
    }
  }
}
