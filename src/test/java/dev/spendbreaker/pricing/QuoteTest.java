package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QuoteTest {
  private static final PriceBook BOOK =
      PriceBook.parse(
          List.of(
              "format 1",
              "provider acme",
              "named equals acme",
              "model big",
              "match starts_with big",
              "price input=1 output=2",
              "price from=2026-06-01 input=3 output=4",
              "tier above=100 input=5 output=6",
              "model hourly",
              "match equals hourly"));
  private static final long MAY = 1_777_593_600_000L; // 2026-05-01
  private static final long JULY = 1_782_864_000_000L; // 2026-07-01
  private static final ModelPrice NINE = perMillion(9, 9);

  private static ModelPrice perMillion(long input, long output) {
    long in = input * 1_000_000_000;
    long out = output * 1_000_000_000;
    return new ModelPrice(in, out, in, in, out, 0);
  }

  @Test
  void shouldQuoteTheBookAsItIsAtThatTime() {
    assertThat(BOOK.quote("acme", "big-1", MAY))
        .isEqualTo(new Quote("acme/big", false, perMillion(1, 2), List.of()));
    assertThat(BOOK.quote("acme", "big-1", JULY))
        .isEqualTo(
            new Quote(
                "acme/big",
                false,
                perMillion(3, 4),
                List.of(new Quote.Tier(100, perMillion(5, 6)))));
  }

  @Test
  void shouldQuoteAnOverrideByItsKey() {
    PriceBook book = BOOK.with(Map.of("acme/big", NINE));

    assertThat(book.quote("acme", "BIG-1", JULY))
        .isEqualTo(new Quote("acme/big", true, NINE, List.of()));
    assertThat(BOOK.with(Map.of("*/big-1", NINE)).quote(null, "big-1", JULY))
        .isEqualTo(new Quote("*/big-1", true, NINE, List.of()));
  }

  @Test
  void shouldTellAModelWithoutATokenPriceFromOneItDoesNotKnow() {
    assertThat(Objects.requireNonNull(BOOK.quote("acme", "hourly", JULY)).price()).isNull();
    assertThat(BOOK.quote("acme", "small", JULY)).isNull();
    assertThat(BOOK.quote("acme", null, JULY)).isNull();
  }

  @Test
  void shouldListEveryModelOfTheBook() {
    assertThat(BOOK.with(Map.of("acme/big", NINE)).listed(MAY))
        .extracting(Quote::entry)
        .containsExactly("acme/big", "acme/hourly");
  }

  @Test
  void shouldReadPricesOfFormat1() {
    // format, key, revision, then input, output, cacheRead, cacheWrite, reasoning and call
    byte[] format1 = HexFormat.of().parseHex("01" + "03612f62" + "07" + "010203040506");

    assertThat(PriceOverrideCodec.decode(format1))
        .isEqualTo(
            new PriceOverride(
                "a/b", new ModelPrice(1, 2, 3, 4, 4, 5, new ModelPrice.Audio(1, 3, 2), 6), 7));
  }

  @Test
  void shouldReadTheBytesItWritesAndNoOtherFormat() {
    ModelPrice.Audio audio = new ModelPrice.Audio(7, 8, 9);
    ModelPrice price = new ModelPrice(1, 2, 3, 4, 10, 5, audio, 6);
    PriceOverride override = new PriceOverride("a/b", price, 700);
    UnpricedModel model = new UnpricedModel(null, "m", 3, -5, 7);

    assertThat(PriceOverrideCodec.decode(PriceOverrideCodec.encode(override))).isEqualTo(override);
    assertThat(UnpricedModelCodec.decode(UnpricedModelCodec.encode(model))).isEqualTo(model);
    assertThatThrownBy(() -> PriceOverrideCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class);
    assertThatThrownBy(() -> UnpricedModelCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class);
  }
}
