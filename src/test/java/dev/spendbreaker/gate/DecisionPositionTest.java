package dev.spendbreaker.gate;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionPositionTest {
  @Test
  void shouldMeanTheSameAfterItWasWritten() {
    DecisionPosition position =
        DecisionPosition.START
            .after(decision(Scope.agent("a"), Action.WARN).at(0, 0))
            .after(decision(Scope.agent("b"), Action.WARN).at(9_999, 12_345_678_901L));

    DecisionPosition read = DecisionPosition.parse(position.toString());

    assertThat(read).isEqualTo(position).hasSameHashCodeAs(position);
    assertThat(read.next(0)).isEqualTo(1);
    assertThat(read.next(1)).isZero();
    assertThat(read.next(9_999)).isEqualTo(12_345_678_902L);
    assertThat(position.toString()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void shouldNeverGoBack() {
    DecisionPosition position =
        DecisionPosition.START.after(decision(Scope.agent("a"), Action.WARN).at(0, 7));

    assertThat(position.after(decision(Scope.agent("a"), Action.WARN).at(0, 3)).next(0))
        .isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17", "Ag", "AQA", "AQD_____________", "ä", "AQAB AQ"})
  void shouldRefuseWhatIsNoPosition(String text) {
    assertThatThrownBy(() -> DecisionPosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
