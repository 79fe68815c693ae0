package dev.spendbreaker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.http.ProblemException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static final Map<String, Object> SCHEMA =
      Schemas.object()
          .optional("whole", Schemas.whole("", 0, Long.MAX_VALUE))
          .optional("number", Schemas.number("", Map.of("minimum", 0)))
          .optional("text", Schemas.name(""))
          .optional("list", Schemas.list("", Schemas.number("")))
          .build();

  /** Written out, each would be a gigabyte of zeros. */
  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "1e2147483647", "1e-2147483647"})
  void shouldRefuseNumbersTooLongToWriteOut(String number) {
    BigDecimal value = new BigDecimal(number);
    for (Map<String, Object> given :
        List.of(
            Map.<String, Object>of("whole", value),
            Map.<String, Object>of("number", value),
            Map.<String, Object>of("list", List.of(value)))) {
      assertThatThrownBy(() -> Arguments.of(given, SCHEMA))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("out of range");
    }
  }

  /** As UTF-8 it would be the question mark of another agent. */
  @Test
  void shouldRefuseTextThatIsNotUnicode() {
    assertThatThrownBy(() -> Arguments.of(Map.of("text", "a\ud800"), SCHEMA))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("not Unicode");
  }

  @Test
  void shouldTakeAWholeNumberHoweverItIsWritten() {
    Arguments arguments = Arguments.of(Map.of("whole", new BigDecimal("3.600e6")), SCHEMA);

    assertThat(arguments.whole("whole")).isEqualTo(3_600_000);
  }
}
