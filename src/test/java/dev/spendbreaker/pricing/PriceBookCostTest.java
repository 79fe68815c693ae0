package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spendbreaker.usage.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceBookCostTest {
  private static final PriceBook BOOK = PriceBook.bundled();
  private static final long NOW = millis("2026-10-01T12:00:00Z");

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  private static Tokens tokens(long input, long output) {
    return new Tokens(input, output, 0, 0, 0);
  }

  private static long cost(String provider, String model, Tokens tokens) {
    return BOOK.costNanos(provider, model, tokens, NOW);
  }

  // A price in USD per million tokens is as many thousand nano-USD a token.

  @Test
  void shouldChargeInputAndOutput() {
    // gpt-4o: 1000 x 2500 + 200 x 10000 = 2,500,000 + 2,000,000
    assertThat(cost("openai", "gpt-4o", tokens(1000, 200))).isEqualTo(4_500_000);
  }

  @Test
  void shouldChargeCachedInputAtItsOwnPrice() {
    // gpt-4o-mini: 60 x 150 + 40 x 75 + 20 x 600 = 9000 + 3000 + 12000
    Tokens tokens = new Tokens(100, 20, 40, 0, 5);
    assertThat(cost("openai", "gpt-4o-mini", tokens)).isEqualTo(24_000);
  }

  @Test
  void shouldChargeWritesToTheCacheAtTheirOwnPrice() {
    // claude-sonnet-4: 4 x 3000 + 29447 x 300 + 2861 x 3750 + 767 x 15000
    // = 12,000 + 8,834,100 + 10,728,750 + 11,505,000
    Tokens tokens = new Tokens(32_312, 767, 29_447, 2_861, 0);
    assertThat(cost("anthropic", "claude-sonnet-4-20250514", tokens)).isEqualTo(31_079_850);
  }

  @Test
  void shouldChargeCachedInputLikeOtherInputWhereTheBookHasNoPriceForIt() {
    // codestral-2501: 1000 x 300 + 100 x 900, whatever was cached
    Tokens tokens = new Tokens(1000, 100, 400, 300, 0);
    assertThat(cost("mistral", "codestral-2501", tokens)).isEqualTo(390_000);
  }

  @Test
  void shouldChargeReasoningAtItsOwnPrice() {
    // sonar-deep-research: 100 x 2000 + (500 - 300) x 8000 + 300 x 3000
    // = 200,000 + 1,600,000 + 900,000
    Tokens tokens = new Tokens(100, 500, 0, 0, 300);
    assertThat(cost("perplexity", "sonar-deep-research", tokens)).isEqualTo(2_700_000);
  }

  @Test
  void shouldChargeWhatACacheKeepsForAnHourAtItsOwnPrice() {
    // claude-sonnet-4: 100 x 3000 + 500 x 3750 + 400 x 6000 = 300,000 + 1,875,000 + 2,400,000
    Tokens tokens = new Tokens(1000, 0, 0, 900, 0, 400, Tokens.Audio.NONE);
    assertThat(cost("anthropic", "claude-sonnet-4-20250514", tokens)).isEqualTo(4_575_000);
  }

  @Test
  void shouldChargeAudioAtItsOwnPrice() {
    // gpt-realtime: input 1000, of it 400 cached, 700 audio, 300 both: 200 text x 4000
    // + 400 audio x 32000 + 100 cached text x 400 + 300 cached audio x 400
    // = 800,000 + 12,800,000 + 40,000 + 120,000; output 50 text x 16000 + 150 audio x 64000
    // = 800,000 + 9,600,000
    Tokens tokens = new Tokens(1000, 200, 400, 0, 0, 0, new Tokens.Audio(700, 300, 150));
    assertThat(cost("openai", "gpt-realtime", tokens)).isEqualTo(24_160_000);
  }

  @Test
  void shouldChargeCachedAudioAtItsOwnPrice() {
    // gemini-2.5-flash: 100 text x 300 + 600 audio x 1000 + 0 cached text + 300 cached audio x 100
    // + 20 x 2500 = 30,000 + 600,000 + 30,000 + 50,000
    Tokens tokens = new Tokens(1000, 20, 300, 0, 0, 0, new Tokens.Audio(900, 300, 0));
    assertThat(cost("google", "gemini-2.5-flash", tokens)).isEqualTo(710_000);
  }

  @Test
  void shouldTakeAsLittleCachedInputForAudioAsTheCountsAllowWhereThatIsNotTold() {
    // gemini-2.5-flash, 60 of 100 cached and 70 audio: 30 must be both.
    // 40 audio x 1000 + 30 cached audio x 100 + 30 cached text x 30 = 40,000 + 3,000 + 900
    Tokens tokens = new Tokens(100, 0, 60, 0, 0, 0, new Tokens.Audio(70, 0, 0));
    assertThat(cost("google", "gemini-2.5-flash", tokens)).isEqualTo(43_900);
    // 60 cached and 40 audio need have none in common: 40 x 1000 + 60 x 30
    tokens = new Tokens(100, 0, 60, 0, 0, 0, new Tokens.Audio(40, 0, 0));
    assertThat(cost("google", "gemini-2.5-flash", tokens)).isEqualTo(41_800);
  }

  @Test
  void shouldChargeAudioLikeOtherTokensWhereTheBookHasNoPriceForIt() {
    // gpt-4o: 400 x 2500 + 600 x 1250 + 200 x 10000 = 1,000,000 + 750,000 + 2,000,000
    Tokens tokens = new Tokens(1000, 200, 600, 0, 0, 0, new Tokens.Audio(700, 500, 150));
    assertThat(cost("openai", "gpt-4o", tokens)).isEqualTo(3_750_000);
  }

  @Test
  void shouldChargeTheCallItself() {
    // sonar-pro: 100 x 3000 + 10 x 15000 + 14,000,000 a call
    assertThat(cost("perplexity", "sonar-pro", tokens(100, 10))).isEqualTo(14_450_000);
  }

  @Test
  void shouldChargeAllTokensAtTheTiersPriceAboveItsStart() {
    // gemini-2.5-pro, at its tier's start: 200,000 x 1250 + 10 x 10000
    assertThat(cost("google", "gemini-2.5-pro", tokens(200_000, 10))).isEqualTo(250_100_000);
    // one token above: 200,001 x 2500 + 10 x 15000
    assertThat(cost("google", "gemini-2.5-pro", tokens(200_001, 10))).isEqualTo(500_152_500);
  }

  @Test
  void shouldCountCachedInputTowardsTheTier() {
    // gemini-2.5-pro: 1 x 2500 + 200,000 x 250
    Tokens tokens = new Tokens(200_001, 0, 200_000, 0, 0);
    assertThat(cost("google", "gemini-2.5-pro", tokens)).isEqualTo(50_002_500);
  }

  @Test
  void shouldChargeThePriceOfTheDayTheCallEnded() {
    // o3: 1000 x 10000 + 100 x 40000 until 2025-06-09, 1000 x 2000 + 100 x 8000 since
    Tokens tokens = tokens(1000, 100);
    assertThat(BOOK.costNanos("openai", "o3", tokens, millis("2025-06-09T23:59:59.999Z")))
        .isEqualTo(14_000_000);
    assertThat(BOOK.costNanos("openai", "o3", tokens, millis("2025-06-10T00:00:00Z")))
        .isEqualTo(2_800_000);
  }

  @Test
  void shouldChargeThePriceOfTheTimeOfDay() {
    // deepseek-chat: 1000 x 270 from 00:30 to 16:30, 1000 x 135 else
    Tokens tokens = tokens(1000, 0);
    assertThat(BOOK.costNanos("deepseek", "deepseek-chat", tokens, millis("2026-01-01T00:30:00Z")))
        .isEqualTo(270_000);
    assertThat(BOOK.costNanos("deepseek", "deepseek-chat", tokens, millis("2026-01-01T16:30:00Z")))
        .isEqualTo(135_000);
  }

  @Test
  void shouldRoundHalfANanoUp() {
    // text-embedding-3-small: 20 nano-USD a token; nova-micro cached: 8.75, so 2 cost 17.5
    assertThat(cost("openai", "text-embedding-3-small", tokens(3, 0))).isEqualTo(60);
    assertThat(cost("aws.bedrock", "amazon.nova-micro-v1:0", new Tokens(2, 0, 2, 0, 0)))
        .isEqualTo(18);
  }

  @Test
  void shouldChargeNothingForNoTokensOfAPricedModel() {
    assertThat(cost("openai", "gpt-4o", Tokens.ZERO)).isZero();
    assertThat(cost("openai", "gpt-4o", new Tokens(-5, -5, -5, -5, -5))).isZero();
    assertThat(cost("openai", "gpt-4o", new Tokens(Long.MIN_VALUE, 0, 1, 0, 0))).isEqualTo(1_250);
  }

  @Test
  void shouldSayThatAPriceIsNotKnown() {
    assertThat(cost("openai", "no-such-model", tokens(1, 1))).isEqualTo(Pricer.UNPRICED);
    assertThat(cost("openai", "no-such-model", Tokens.ZERO)).isEqualTo(Pricer.UNPRICED);
    assertThat(BOOK.costNanos(null, null, tokens(1, 1), NOW)).isEqualTo(Pricer.UNPRICED);
  }

  @Test
  void shouldNotPriceByTheTokenWhatIsSoldByTheHour() {
    assertThat(BOOK.match("openai", "whisper-1")).isEqualTo("openai/whisper-1");
    assertThat(cost("openai", "whisper-1", tokens(1000, 1000))).isEqualTo(Pricer.UNPRICED);
  }

  @Test
  void shouldAgreeWithTheCalculatorOfThePackageTheBookComesFrom() throws IOException {
    List<String> calls = crossCheck();
    String version = BOOK.source().split(" ", -1)[1];
    assertThat(calls.get(0)).as("run src/build/prices-crosscheck.mjs too").contains(version);

    List<String[]> rows = calls.stream().skip(2).map(call -> call.split("\t", -1)).toList();

    assertThat(rows).hasSizeGreaterThan(200);
    for (String[] row : rows) {
      long[] counts = Stream.of(row).skip(3).limit(9).mapToLong(Long::parseLong).toArray();
      Tokens.Audio audio = new Tokens.Audio(counts[6], counts[7], counts[8]);
      Tokens tokens =
          new Tokens(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], audio);
      long cost = BOOK.costNanos(row[0], row[1], tokens, millis(row[2]));
      // Theirs is not rounded, and is made of doubles.
      assertThat(BigDecimal.valueOf(cost).subtract(new BigDecimal(row[12])).abs())
          .as(String.join(" ", row))
          .isLessThanOrEqualTo(BigDecimal.ONE);
    }
  }

  private static List<String> crossCheck() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    PriceBookCostTest.class.getResourceAsStream("prices-crosscheck.tsv")),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  // Overrides: 1 USD per million tokens of any kind, so 1000 nano-USD a token.

  private static final ModelPrice ONE_USD =
      ModelPrice.of(name -> name.endsWith("put") ? 1_000_000_000L : null, 0);

  private static long overridden(String key, @Nullable String provider, String model) {
    return BOOK.with(Map.of(key, ONE_USD)).costNanos(provider, model, tokens(7, 0), NOW);
  }

  @Test
  void shouldPreferAnOverrideToTheBook() {
    assertThat(overridden("openai/gpt-4o", "openai", "gpt-4o")).isEqualTo(7_000);
    assertThat(overridden("OpenAI/GPT-4o", "openai", "gpt-4o")).isEqualTo(7_000);
    // Another model keeps the book's 150 nano-USD a token.
    assertThat(overridden("openai/gpt-4o", "openai", "gpt-4o-mini")).isEqualTo(1_050);
  }

  @Test
  void shouldApplyAnOverrideOfAnEntryToEveryNameOfIt() {
    assertThat(overridden("openai/gpt-4o", "openai.chat", "gpt-4o-2024-08-06")).isEqualTo(7_000);
    assertThat(overridden("openai/gpt-4o", null, "gpt-4o-2024-11-20")).isEqualTo(7_000);
    assertThat(overridden("azure/gpt-4o", "az.ai.openai", "gpt-4o-2024-08-06")).isEqualTo(7_000);
    assertThat(overridden("*/gpt-4o", "openai", "gpt-4o-2024-08-06")).isEqualTo(7_000);
    // gpt-4o-2024-05-13 is an entry of its own: 7 x 5000.
    assertThat(overridden("openai/gpt-4o", "openai", "gpt-4o-2024-05-13")).isEqualTo(35_000);
  }

  @Test
  void shouldPriceWhatTheBookDoesNotHave() {
    assertThat(overridden("azure/our-chat", "azure.ai.openai", "our-chat")).isEqualTo(7_000);
    assertThat(overridden("azure.ai.openai/our-chat", "azure.ai.openai", "our-chat"))
        .isEqualTo(7_000);
    assertThat(overridden("azure/our-chat", "litellm", "azure/our-chat")).isEqualTo(7_000);
    assertThat(overridden("ollama/llama3.2:3b", "ollama", "llama3.2:3b")).isEqualTo(7_000);
    assertThat(overridden("*/llama3.2:3b", null, "llama3.2:3b")).isEqualTo(7_000);
  }

  @Test
  void shouldNotApplyTheOverrideOfAProviderToAnothersSales() {
    // openrouter/openai/gpt-4o: 7 x 2500
    assertThat(overridden("openai/gpt-4o", "openrouter", "openai/gpt-4o")).isEqualTo(17_500);
  }

  @Test
  void shouldPreferTheOverrideOfAProviderToThatOfAll() {
    PriceBook book = BOOK.with(Map.of("*/gpt-4o", ModelPrice.FREE, "openai/gpt-4o", ONE_USD));

    assertThat(book.costNanos("openai", "gpt-4o", tokens(7, 0), NOW)).isEqualTo(7_000);
    assertThat(book.costNanos("someone", "gpt-4o", tokens(7, 0), NOW)).isZero();
    assertThat(book.match("openai", "gpt-4o")).isEqualTo("openai/gpt-4o");
    assertThat(book.match("someone", "gpt-4o")).isEqualTo("*/gpt-4o");
  }

  @Test
  void shouldReplaceEarlierOverrides() {
    PriceBook book = BOOK.with(Map.of("openai/gpt-4o", ONE_USD)).with(Map.of());

    assertThat(book.costNanos("openai", "gpt-4o", tokens(7, 0), NOW)).isEqualTo(17_500);
  }

  @Test
  void shouldRefuseAKeyWithoutProviderOrModel() {
    for (String key : List.of("", "gpt-4o", "/gpt-4o", "openai/")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BOOK.with(Map.of(key, ONE_USD)))
          .withMessageContaining("provider/model");
    }
  }
}
