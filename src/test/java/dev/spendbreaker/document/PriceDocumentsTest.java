package dev.spendbreaker.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceOverride;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceDocumentsTest {
  @Test
  void shouldReadEveryPrice() {
    PriceOverride override =
        parse(
            "Anthropic/Claude-X",
            """
            {"version": 1, "input": 3.00, "output": 15, "cacheRead": 0.30, "cacheWrite": 3.75,
             "cacheWrite1h": 6, "reasoning": 16, "inputAudio": 40, "cacheReadAudio": 2.5,
             "outputAudio": 80, "perCall": 0.000000001}""");

    assertThat(override.key()).isEqualTo("anthropic/claude-x");
    assertThat(override.revision()).isEqualTo(7);
    assertThat(override.price())
        .isEqualTo(
            new ModelPrice(
                3_000_000_000L,
                15_000_000_000L,
                300_000_000L,
                3_750_000_000L,
                6_000_000_000L,
                16_000_000_000L,
                new ModelPrice.Audio(40_000_000_000L, 2_500_000_000L, 80_000_000_000L),
                1));
  }

  @Test
  void shouldTakeInputForCachedInputAndOutputForReasoningWhereTheyAreAbsentOrNull() {
    ModelPrice price =
        parse("*/m", "{\"version\":1,\"input\":2,\"output\":5,\"cacheRead\":null}").price();

    assertThat(price)
        .isEqualTo(
            new ModelPrice(
                2_000_000_000L, 5_000_000_000L, 2_000_000_000L, 2_000_000_000L, 5_000_000_000L, 0));
  }

  @Test
  void shouldReadWhatItWrites() {
    ModelPrice.Audio audio = new ModelPrice.Audio(30, 4, 500_000_000);
    ModelPrice price =
        new ModelPrice(1, ModelPrice.MAX, 20, 0, 10, 999_999_999, audio, 3_000_000_000L);

    String written = new String(PriceDocuments.write(price), UTF_8);

    assertThat(written)
        .isEqualTo(
            "{\"version\":1,\"input\":0.000000001,\"output\":1000000,\"cacheRead\":0.00000002,"
                + "\"cacheWrite\":0,\"cacheWrite1h\":0.00000001,\"reasoning\":0.999999999,"
                + "\"inputAudio\":0.00000003,\"cacheReadAudio\":0.000000004,\"outputAudio\":0.5,"
                + "\"perCall\":3}");
    assertThat(parse("a/b", written).price()).isEqualTo(price);
    assertThat(Schemas.errors(Schemas.PRICE, written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"version":1,"input":1}                                 | $.output         | is missing
          {"version":1,"output":1}                                | $.input          | is missing
          {"input":1,"output":1}                                  | $.version        | is missing
          {"version":2,"input":1,"output":1}                      | $.version        | must be 1, the only version there is, not 2
          {"version":1,"input":1,"output":1,"cachRead":1}         | $.cachRead       | did you mean 'cacheRead'?
          {"version":1,"input":1,"input":2,"output":1}            | $.input          | stands twice
          {"version":1,"input":"1","output":1}                    | $.input          | must be a number (without quotes), not string
          {"version":1,"input":-1,"output":1}                     | $.input          | from 0 to 1000000
          {"version":1,"input":1,"output":1000000.1}              | $.output         | from 0 to 1000000
          {"version":1,"input":1e999999,"output":1}               | $.input          | from 0 to 1000000
          {"version":1,"input":1,"output":1,"perCall":0.0000000001} | $.perCall      | at most 9 decimals
          null                                                    | $                | must be an object
          [1]                                                     | $                | must be an object
          {"version":1,                                           | $                | line 1, column
          """)
  void shouldSayWhereAndWhatIsWrong(String json, String path, String reason) {
    assertThatExceptionOfType(InvalidDocumentException.class)
        .isThrownBy(() -> parse("a/b", json))
        .satisfies(e -> assertThat(e.path()).isEqualTo(path))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"m", "/m", "a/", "'a/b\u0007'", "'  '"})
  void shouldRefuseAKeyThatIsNoProviderAndModel(String key) {
    assertThatExceptionOfType(InvalidDocumentException.class)
        .isThrownBy(() -> parse(key, "{\"version\":1,\"input\":1,\"output\":1}"))
        .satisfies(e -> assertThat(e.code()).isEqualTo("invalid_key"));
  }

  @Test
  void shouldRefuseANameThatIsTooLong() {
    assertThatExceptionOfType(InvalidDocumentException.class)
        .isThrownBy(() -> PriceDocuments.key("a/" + "m".repeat(257)))
        .withMessageContaining("more than 256");
  }

  private static PriceOverride parse(String key, String json) {
    return PriceDocuments.parse(key, json.getBytes(UTF_8), 7);
  }
}
