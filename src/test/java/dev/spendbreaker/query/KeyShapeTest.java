package dev.spendbreaker.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyShapeTest {
  @ParameterizedTest
  @CsvSource({
    "agent, agent/a, true",
    "agent, agent/, true",
    "agent, agent/a/task/t, false",
    "agent, agents/a, false",
    "agent, team/a, false",
    "agent+task, agent/a/task/t, true",
    "task+agent, agent/a/task/t, true",
    "agent+task, agent/a, false",
    "agent+task, agent/task, false",
    "agent+task, agent/a/team/t, false",
    "task, agent/a/task/t, false",
    "model+team, model/m/team/x, true",
    "model+team, model/m/team, false",
    "agent+model, agent/a/task/t/model/m, false"
  })
  void shouldTellTheShapeOfAKeyFromItsDimensions(String dimensions, String key, boolean matches) {
    assertThat(new KeyShape(List.of(dimensions.split("\\+"))).matches(key)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"agent/a", "team/t/user/u"})
  void shouldTakeEveryKeyWhereNoDimensionIsNamed(String key) {
    assertThat(new KeyShape(List.of()).matches(key)).isTrue();
  }
}
