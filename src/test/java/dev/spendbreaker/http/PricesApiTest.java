package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.UnpricedModel;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PricesApiTest {
  private static final PriceBook BOOK =
      PriceBook.parse(
          List.of(
              "format 1",
              "source acme-prices 1.0.0 2026-01-01",
              "provider acme",
              "named equals acme",
              "model big",
              "match equals big",
              "price input=1 output=2",
              "tier above=1000 input=3 output=4",
              "model hourly",
              "match equals hourly"));
  private static final byte[] NINE = "{\"version\":1,\"input\":4,\"output\":5}".getBytes(UTF_8);

  private final Api server = Api.impatient();
  private final FakePrices prices = server.prices;
  private final ApiClient api =
      new ApiClient(URI.create("http://127.0.0.1:" + server.server.port()));

  @BeforeEach
  void price() {
    prices.book = BOOK;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldSayWhatAModelCostsByTheBook() throws Exception {
    JsonNode price = api.price("acme", "big");

    assertThat(price.path("entry").asText()).isEqualTo("acme/big");
    assertThat(price.path("from").asText()).isEqualTo("book");
    assertThat(price.path("book").asText()).isEqualTo("acme-prices 1.0.0 2026-01-01");
    assertThat(price.path("price").path("output").decimalValue()).isEqualByComparingTo("2");
    assertThat(price.path("tiers").get(0).path("aboveInputTokens").asInt()).isEqualTo(1000);
    assertThat(price.path("tiers").get(0).path("price").path("input").decimalValue())
        .isEqualByComparingTo("3");
    assertThat(api.price("acme", "hourly").has("price")).isFalse();
  }

  @Test
  void shouldSetAPriceUnderItsNormalKeyAndDeleteItAgain() throws Exception {
    JsonNode set = api.putPrice("Acme/Org/Wide", NINE);

    assertThat(set.path("key").asText()).isEqualTo("acme/org/wide");
    assertThat(set.path("revision").asLong()).isEqualTo(1);
    assertThat(set.path("cacheRead").decimalValue()).isEqualByComparingTo("4");
    assertThat(prices.overrides).containsOnlyKeys("acme/org/wide");
    assertThat(api.price("acme", "org/wide").path("from").asText()).isEqualTo("override");

    api.deletePrice("acme/org/WIDE");

    assertThat(prices.overrides).isEmpty();
    assertProblem(404, "has no price", () -> api.price("acme", "org/wide"));
    assertProblem(404, "no price is set", () -> api.deletePrice("acme/org/wide"));
  }

  @Test
  void shouldRefuseWhatIsNoPriceAndWriteNothing() {
    assertProblem(
        422,
        "$.inptu: unknown field 'inptu' — did you mean 'input'?",
        () -> api.putPrice("acme/big", "{\"version\":1,\"inptu\":1}".getBytes(UTF_8)));
    assertProblem(422, "must be provider/model", () -> api.putPrice("big", NINE));
    assertThat(prices.overrides).isEmpty();
  }

  @Test
  void shouldSayWhereAPriceIsWrittenButNotInForceInTime() {
    prices.storesTakeItIn = false;

    assertProblem(504, "revision 1", () -> api.putPrice("acme/big", NINE));
  }

  @Test
  void shouldListTheModelsWithoutAPriceAndWhichHaveOneByNow() throws Exception {
    long nine = Instant.parse("2026-11-23T09:00:00Z").toEpochMilli();
    prices.unpriced =
        List.of(
            new UnpricedModel(null, "new", 7, nine, nine + 3_600_000),
            new UnpricedModel("acme", "big", 1, nine, nine));

    JsonNode models = api.unpricedModels().path("models");

    assertThat(models).hasSize(2);
    assertThat(models.get(0).toString())
        .isEqualTo(
            "{\"model\":\"new\",\"calls\":7,\"firstSeen\":\"2026-11-23T09:00:00Z\","
                + "\"lastSeen\":\"2026-11-23T10:00:00Z\",\"pricedNow\":false}");
    assertThat(models.get(1).path("pricedNow").booleanValue()).isTrue();
  }

  private static void assertProblem(
      int status, String detail, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(call)
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.status()).isEqualTo(status));
  }
}
