package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spendbreaker.usage.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookReaderTest {
  private static final List<String> GOOD =
      List.of(
          "# a comment",
          "format 1",
          "source some-package 1.2.3 2026-01-02",
          "",
          "provider acme",
          "named contains acme",
          "owns starts_with big-",
          "model big",
          "match starts_with big- ends_with -chat",
          "match equals big",
          "price input=1 output=2",
          "tier above=100 input=3 output=4",
          "tier above=200 input=5 output=6",
          "price daily=22:00:00-02:00:00 input=10");

  private static List<String> goodAnd(String... more) {
    List<String> lines = new ArrayList<>(GOOD);
    lines.addAll(List.of(more));
    return lines;
  }

  private static long cost(PriceBook book, String model, long input, String time) {
    Tokens tokens = new Tokens(input, 0, 0, 0, 0);
    return book.costNanos("the-acme-cloud", model, tokens, Instant.parse(time).toEpochMilli());
  }

  @Test
  void shouldReadABook() {
    PriceBook book = PriceBook.parse(GOOD);

    assertThat(book.source()).isEqualTo("some-package 1.2.3 2026-01-02");
    assertThat(book.match("the-acme-cloud", "big-red-chat")).isEqualTo("acme/big");
    assertThat(book.match(null, "big-red-chat")).isEqualTo("acme/big");
    assertThat(book.match("the-acme-cloud", "big-red")).isNull();
  }

  @Test
  void shouldReadTiersAscending() {
    PriceBook book = PriceBook.parse(GOOD);

    assertThat(cost(book, "big", 100, "2026-01-01T12:00:00Z")).isEqualTo(100_000);
    assertThat(cost(book, "big", 101, "2026-01-01T12:00:00Z")).isEqualTo(303_000);
    assertThat(cost(book, "big", 201, "2026-01-01T12:00:00Z")).isEqualTo(1_005_000);
  }

  @Test
  void shouldReadATimeOfDayThatSpansMidnight() {
    PriceBook book = PriceBook.parse(GOOD);

    assertThat(cost(book, "big", 1, "2026-01-01T21:59:59.999Z")).isEqualTo(1_000);
    assertThat(cost(book, "big", 1, "2026-01-01T22:00:00Z")).isEqualTo(10_000);
    assertThat(cost(book, "big", 1, "2026-01-02T01:59:59.999Z")).isEqualTo(10_000);
    assertThat(cost(book, "big", 1, "2026-01-02T02:00:00Z")).isEqualTo(1_000);
    // Before the epoch too.
    assertThat(cost(book, "big", 1, "1969-12-31T23:00:00Z")).isEqualTo(10_000);
  }

  @Test
  void shouldUseTheFirstPriceWhereNoneHolds() {
    PriceBook book =
        PriceBook.parse(
            List.of(
                "format 1",
                "provider acme",
                "named contains acme",
                "model big",
                "match equals big",
                "price from=2026-01-01 input=1",
                "price from=2026-02-01 input=2"));

    assertThat(cost(book, "big", 1, "2020-01-01T00:00:00Z")).isEqualTo(1_000);
    assertThat(cost(book, "big", 1, "2026-02-01T00:00:00Z")).isEqualTo(2_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                       | no known word
          provider                       | exactly one word
          provider a b                   | exactly one word
          provider acme                  | there twice
          format 1                       | once
          named equals                   | pairs of a kind and a value
          named is acme                  | equals, starts_with
          match regex (                  | Unclosed group
          price input                    | NAME=VALUE
          price input=1 input=2          | NAME=VALUE
          price inptu=1                  | unknown fields
          price input=-1                 | the price input is -1
          price input=1e99               | the price input is
          price input=0.1234567891       | at most 9 decimals
          price input=abc                | the price book cannot be used
          price from=2026-13-01 input=1  | 2026-13-01
          price daily=10:00:00 input=1   | the price book cannot be used
          price daily=25:00:00-26:00:00  | 25:00:00
          tier input=1                   | above= is missing
          tier above=x input=1           | x
          """)
  void shouldNameTheLineThatCannotBeUsed(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(goodAnd(line)))
        .withMessageContaining("line 15 of the price book")
        .withMessageContaining(reason);
  }

  @Test
  void shouldRefuseTiersThatDoNotAscend() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(goodAnd("price input=1", "tier above=5", "tier above=5")))
        .withMessageContaining("line 17")
        .withMessageContaining("ascend");
  }

  @ParameterizedTest
  @CsvSource({"named equals a", "model a", "match equals a", "price input=1", "tier above=1"})
  void shouldRefuseALineWithoutWhatItBelongsTo(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(List.of("format 1", line)))
        .withMessageContaining("line 2")
        .withMessageContaining("follow");
  }

  @Test
  void shouldRefuseATierWithoutAPrice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(goodAnd("model small", "tier above=1")))
        .withMessageContaining("line 16")
        .withMessageContaining("a tier must follow a price");
  }

  @Test
  void shouldRefuseAProviderThatSellsTheModelsOfNoOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(goodAnd("provider shop", "also acme nobody")))
        .withMessageContaining("no provider nobody, whose models shop sells");
  }

  @Test
  void shouldRefuseAnotherFormat() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(List.of("format 2", "provider acme")))
        .withMessageContaining("format 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(List.of("provider acme")))
        .withMessageContaining("format 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceBook.parse(List.of()))
        .withMessageContaining("format 1");
  }

  @Test
  void shouldBundleABookWithItsSourceAndLicence() throws IOException {
    assertThat(PriceBook.bundled().source())
        .matches("@pydantic/genai-prices \\d+\\.\\d+\\.\\d+ \\d{4}-\\d\\d-\\d\\d");
    try (InputStream licence = PriceBook.class.getResourceAsStream("prices-LICENSE.txt")) {
      byte[] text = Objects.requireNonNull(licence).readAllBytes();
      assertThat(new String(text, StandardCharsets.UTF_8)).startsWith("The MIT License");
    }
  }
}
