package dev.spendbreaker.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.spendbreaker.pricing.PriceOverride;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceFilesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        - {model: acme/a, version: 1, input: 1, output: 2}
        - {model: acme/b, version: 1, input: 3, output: 4}
        """,
        """
        prices:
          - {model: acme/a, version: 1, input: 1, output: 2}
          - {model: acme/b, version: 1, input: 3, output: 4}
        """,
        """
        model: acme/a
        version: 1
        input: 1
        output: 2
        ---
        model: acme/b
        version: 1
        input: 3
        output: 4
        """,
        """
        [{"model": "acme/a", "version": 1, "input": 1, "output": 2},
         {"model": "acme/b", "version": 1, "input": 3, "output": 4}]"""
      })
  void shouldReadPricesInEveryForm(String text) throws Exception {
    List<PriceOverride> prices = PriceFiles.read(file(text));

    assertThat(prices).extracting(PriceOverride::key).containsExactly("acme/a", "acme/b");
    assertThat(prices)
        .extracting(p -> p.price().input())
        .containsExactly(1_000_000_000L, 3_000_000_000L);
  }

  @Test
  void shouldSayWhichPriceIsInvalidWhereAndWhy() throws Exception {
    assertRefused(
        """
        prices:
          - {model: a/b, version: 1, input: 1, output: 1}
          - {model: a/c, version: 1, input: x, output: 1}
        """,
        ":3:37: price 'a/c', $.input: must be a number (without quotes), not string");
  }

  @Test
  void shouldRefuseTwoPricesOfOneModelHoweverItIsSpelt() throws Exception {
    assertRefused(
        """
        - {model: Acme/A, version: 1, input: 1, output: 1}
        - {model: acme/a, version: 1, input: 1, output: 1}
        """,
        ":2:3: price 'acme/a' stands at " + directory.resolve("prices.yaml") + ":1:3 already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                          | holds no price
          []                                          | holds no price
          just text                                   | a price must be an object with model, version
          [1]                                         | a price must be an object with model, version
          prices: 5                                   | 'prices' must be an array of prices
          {version: 1, input: 1, output: 1}           | a price in a file needs a model, such as
          {model: m, version: 1, input: 1, output: 1} | must be provider/model or */model
          {model: */m, version: 1}                    | in quotes
          {a: [                                       | expected
          """)
  void shouldSayWhatAFileLacks(String text, String reason) throws Exception {
    assertRefused(text, reason);
  }

  @Test
  void shouldFailWhereThereIsNoSuchFile() {
    assertThatIOException().isThrownBy(() -> PriceFiles.read(directory.resolve("absent.yaml")));
  }

  private void assertRefused(String text, String reason) throws IOException {
    Path file = file(text);

    assertThatExceptionOfType(InvalidDocumentFileException.class)
        .isThrownBy(() -> PriceFiles.read(file))
        .withMessageStartingWith(file + ":")
        .withMessageContaining(reason);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("prices.yaml"), text);
  }
}
