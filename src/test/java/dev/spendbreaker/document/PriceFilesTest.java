package dev.spendbreaker.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.spendbreaker.pricing.PriceOverride;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
  void shouldSayWhichPriceIsInvalidAndWhy() throws Exception {
    Path file =
        file(
            "prices: [{model: a/b, version: 1, input: 1, output: 1}, {model: a/c, version: 1, input: x, output: 1}]");

    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> PriceFiles.read(file))
        .withMessage(file + " $.prices[1].input: must be a number, not 'x'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "just text",
        "[]",
        "[1]",
        "{version: 1, input: 1, output: 1}",
        "{a: [",
        "{model: m, version: 1, input: 1, output: 1}"
      })
  void shouldRefuseAFileThatHoldsNoPrice(String text) throws Exception {
    Path file = file(text);

    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> PriceFiles.read(file))
        .withMessageStartingWith(file.toString());
  }

  @Test
  void shouldSayThatThereIsNoSuchFile() {
    assertThatIOException()
        .isThrownBy(() -> PriceFiles.read(directory.resolve("absent.yaml")))
        .withMessageStartingWith("there is no file '");
  }

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("prices.yaml"), text);
  }
}
