package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.Quote;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.query.Change;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.PriceQueries;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.UnpricedModels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/prices}: what models cost, changes to that, and the models without a price. A change
 * is answered once all instances have taken it in, and tells those that have not answered in time.
 */
final class PricesResource {
  private static final String PRICES = "/v1/prices";
  private static final String UNPRICED = "/v1/prices/unpriced";
  private static final String PRICE = "/v1/prices/";
  private static final int MAX_DOCUMENT_BYTES = 16 << 10;
  private static final int MAX_IN_FLIGHT_BYTES = 4 << 20;

  /** The revision of a document that has none yet. */
  private static final long NO_REVISION = 0;

  private final PriceQueries queries;
  private final PriceWriter writer;
  private final Rollout rollout;
  private final Duration patience;
  private final InstantSource clock;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  /**
   * The prices.
   *
   * @param patience how long Kafka may take to acknowledge a change, and a change to be in force
   */
  PricesResource(
      PriceQueries queries,
      PriceWriter writer,
      Rollout rollout,
      Duration patience,
      InstantSource clock) {
    this.queries = queries;
    this.writer = writer;
    this.rollout = rollout;
    this.patience = patience;
    this.clock = clock;
  }

  /** The first that matches is meant, so what has a name of its own stands first. */
  List<Route> routes() {
    return List.of(
        new Route("GET", PRICES, Access.READ, this::get),
        new Route("GET", UNPRICED, Access.READ, this::unpriced),
        new Route("PUT", PRICE, Access.WRITE, this::put),
        new Route("DELETE", PRICE, Access.WRITE, this::delete));
  }

  /** The price of a reported model, or without one the prices that are set. */
  private CompletableFuture<Answer> get(Call call) {
    Parameters parameters = call.parameters("provider", "model");
    String provider = parameters.text("provider");
    String model = parameters.text("model");
    if (model == null && provider != null) {
      throw Parameters.bad("parameter 'model' is missing", "give it, or no parameter").exception();
    }
    return (model == null ? overrides() : quote(provider, model)).now();
  }

  private Answer overrides() {
    ArrayNode documents = Json.MAPPER.createArrayNode();
    queries.overrides().forEach(override -> documents.add(document(override)));
    return Answer.json(200, Map.of("prices", documents));
  }

  private static ObjectNode document(PriceOverride override) {
    return Json.MAPPER
        .createObjectNode()
        .put("key", override.key())
        .put("revision", override.revision())
        .setAll(Json.object(PriceDocuments.write(override.price())));
  }

  private Answer quote(@Nullable String provider, String model) {
    PriceBook book = queries.priceBook();
    Quote quote = book.quote(provider, model, clock.millis());
    if (quote == null) {
      throw noPrice(provider, model).exception();
    }
    ObjectNode document = named(provider, model).put("entry", quote.entry());
    document.put("from", quote.isOverride() ? "override" : "book").put("book", book.source());
    if (quote.price() != null) {
      document.set("price", PriceDocuments.rates(quote.price()));
    }
    ArrayNode tiers = document.putArray("tiers");
    quote.tiers().forEach(tier -> tiers.add(tier(tier)));
    return Answer.json(200, document);
  }

  private static ObjectNode tier(Quote.Tier tier) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.put("aboveInputTokens", tier.aboveInputTokens());
    document.set("price", PriceDocuments.rates(tier.price()));
    return document;
  }

  private static Problem noPrice(@Nullable String provider, String model) {
    String of = provider == null ? "" : " of provider '" + provider + "'";
    return new Problem(
        404,
        "price_not_found",
        "model '" + model + "'" + of + " has no price",
        "set one with PUT /v1/prices/{provider}/{model}");
  }

  private CompletableFuture<Answer> unpriced(Call call) {
    call.parameters();
    PriceBook book = queries.priceBook();
    ArrayNode models = Json.MAPPER.createArrayNode();
    UnpricedModels unpriced = queries.unpricedModels();
    unpriced.models().forEach(model -> models.add(document(model, book)));
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.set("models", models);
    Completeness.putMissing(unpriced.missing(), document);
    return Answer.json(200, document).now();
  }

  private ObjectNode document(UnpricedModel model, PriceBook book) {
    Quote quote = book.quote(model.provider(), model.model(), clock.millis());
    return named(model.provider(), model.model())
        .put("calls", model.calls())
        .put("firstSeen", Instant.ofEpochMilli(model.firstSeenMillis()).toString())
        .put("lastSeen", Instant.ofEpochMilli(model.lastSeenMillis()).toString())
        .put("pricedNow", quote != null && quote.price() != null);
  }

  private static ObjectNode named(@Nullable String provider, @Nullable String model) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    if (provider != null) {
      document.put("provider", provider);
    }
    return model == null ? document : document.put("model", model);
  }

  private CompletableFuture<Answer> put(Call call) {
    call.parameters();
    requireJson(call);
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_DOCUMENT_BYTES, tooLarge(), lease))
        .thenCompose(document -> write(call.rest(), document))
        .whenComplete((answer, failure) -> lease.close());
  }

  private CompletableFuture<Answer> write(String givenKey, byte[] document) {
    String key = parse(givenKey, document, NO_REVISION).key();
    return acknowledged(writer.put(key, document))
        .thenCompose(
            revision ->
                taken(new Change(Change.Kind.PRICE_SET, key, revision))
                    .thenApply(missing -> answer(parse(key, document, revision), missing)));
  }

  private static Answer answer(PriceOverride price, List<MissingInstance> missing) {
    ObjectNode document = document(price);
    Completeness.putMissing(missing, document);
    return Answer.json(200, document);
  }

  private CompletableFuture<Answer> delete(Call call) {
    call.parameters();
    String key = key(call.rest());
    if (queries.overrides().stream().noneMatch(override -> override.key().equals(key))) {
      throw notSet(key).exception();
    }
    return acknowledged(writer.delete(key))
        .thenCompose(revision -> taken(new Change(Change.Kind.PRICE_DELETED, key, revision)))
        .thenApply(Completeness::deleted);
  }

  /** The writer's own result goes on where nobody waits for it any more. */
  private CompletableFuture<Long> acknowledged(CompletableFuture<Long> written) {
    return written.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The instances that are not known to have taken it in. */
  private CompletableFuture<List<MissingInstance>> taken(Change change) {
    return rollout
        .await(change, patience)
        .thenApply(
            reach -> {
              if (!reach.here()) {
                String price = "the price of '" + change.key() + "'";
                throw Completeness.notYet(
                        "price_not_in_force_yet",
                        price,
                        change.revision(),
                        reach.missing(),
                        patience)
                    .exception();
              }
              return reach.missing();
            });
  }

  private static PriceOverride parse(String key, byte[] document, long revision) {
    try {
      return PriceDocuments.parse(key, document, revision);
    } catch (InvalidDocumentException e) {
      throw invalid(e).exception();
    }
  }

  private static String key(String given) {
    try {
      return PriceDocuments.key(given);
    } catch (InvalidDocumentException e) {
      throw invalid(e).exception();
    }
  }

  private static Problem invalid(InvalidDocumentException e) {
    return new Problem(
            422,
            e.code(),
            String.valueOf(e.getMessage()),
            "a price is {\"version\": 1, \"input\": 3.00, \"output\": 15.00}, in US dollars per"
                + " million tokens")
        .with("path", e.path());
  }

  private static Problem notSet(String key) {
    return new Problem(
        404, "price_not_set", "no price is set for '" + key + "'", "see /v1/prices for those set");
  }

  /** Another media type is refused, also because web pages may send some unasked. */
  private static void requireJson(Call call) {
    if (!call.mediaType().equals("application/json") || !call.contentEncoding().isEmpty()) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "a price is JSON, not compressed",
              "send it with content-type: application/json")
          .exception();
    }
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "a price has at most " + MAX_DOCUMENT_BYTES + " bytes",
        "send one price only");
  }
}
