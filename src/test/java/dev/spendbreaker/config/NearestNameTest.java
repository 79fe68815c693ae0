package dev.spendbreaker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', ab, 2",
    "abc, abc, 0",
    "abc, abd, 1",
    "abc, acb, 1",
    "span, spans, 1",
    "kitten, sitting, 3",
    "ca, abc, 3"
  })
  void shouldCountInsertedRemovedReplacedAndSwappedCharacters(String a, String b, int edits) {
    assertThat(NearestName.edits(a, b)).isEqualTo(edits);
    assertThat(NearestName.edits(b, a)).isEqualTo(edits);
  }

  @Test
  void shouldFindTheNameWithTheFewestEdits() {
    List<String> names = List.of("http.host", "http.port", "otlp.port");

    assertThat(NearestName.of("http.prot", names)).contains("http.port");
  }

  @Test
  void shouldFindNothingWhereEveryNameIsFar() {
    assertThat(NearestName.of("banana", List.of("http.host", "http.port"))).isEmpty();
  }

  @Test
  void shouldNotCompareAVeryLongName() {
    assertThat(NearestName.of("x".repeat(1_000_000), List.of("http.host"))).isEmpty();
  }
}
