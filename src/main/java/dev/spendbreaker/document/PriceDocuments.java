package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceOverride;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prices as JSON (DESIGN §2): US dollars per million tokens, and US dollars a call.
 *
 * <p>Where a price is absent, tokens cost what {@link ModelPrice#of} says, and a call nothing
 * besides them.
 */
public final class PriceDocuments {
  private static final int MAX_BYTES = 16 * 1024;
  private static final BigDecimal MAX_USD = Texts.usd(ModelPrice.MAX);

  private static final List<String> FIELDS =
      List.of(
          "version",
          "input",
          "output",
          "cacheRead",
          "cacheWrite",
          "cacheWrite1h",
          "reasoning",
          "inputAudio",
          "cacheReadAudio",
          "outputAudio",
          "perCall");

  private PriceDocuments() {}

  /**
   * Reads a price. Nothing is guessed: unknown fields, values of the wrong type and duplicate keys
   * are refused.
   *
   * @param key the key of its record
   * @param revision see {@link PriceOverride#revision}
   * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
   */
  public static PriceOverride parse(String key, byte[] json, long revision) {
    return parse(key, Documents.read(json, MAX_BYTES).root(), revision);
  }

  /** As {@link #parse(String, byte[], long)}, of a document that is a tree already. */
  static PriceOverride parse(String key, JsonNode document, long revision) {
    Fields fields = Fields.of(document, Paths.ROOT).only(FIELDS);
    return new PriceOverride(key(key), price(fields), revision);
  }

  /**
   * The one spelling of a price's key.
   *
   * @throws InvalidDocumentException where it is no {@code provider/model}
   */
  public static String key(String key) {
    try {
      return PriceOverride.normalKey(key);
    } catch (IllegalArgumentException e) {
      throw new InvalidDocumentException(
          InvalidDocumentException.INVALID_KEY, Paths.ROOT, String.valueOf(e.getMessage()));
    }
  }

  private static ModelPrice price(Fields fields) {
    fields.requireVersion1();
    fields.number("input");
    fields.number("output");
    Long perCall = optionalNanos(fields, "perCall");
    return ModelPrice.of(name -> optionalNanos(fields, name), perCall == null ? 0 : perCall);
  }

  private static @Nullable Long optionalNanos(Fields fields, String name) {
    BigDecimal usd = fields.optionalNumber(name);
    return usd == null ? null : nanos(fields, name, usd);
  }

  private static long nanos(Fields fields, String name, BigDecimal usd) {
    boolean outOfRange = usd.signum() < 0 || usd.compareTo(MAX_USD) > 0;
    if (outOfRange || Texts.decimals(usd) > Texts.NANO_DECIMALS) {
      throw fields.invalid(
          name,
          "must be US dollars from 0 to %s with at most %d decimals, not %s"
              .formatted(MAX_USD.toPlainString(), Texts.NANO_DECIMALS, usd));
    }
    return Texts.nanos(usd);
  }

  /** Writes a price so that {@link #parse} reads the same one. Defaults are written out. */
  public static byte[] write(ModelPrice price) {
    return Documents.write(json -> write(price, json));
  }

  private static void write(ModelPrice price, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", 1);
    for (Map.Entry<String, JsonNode> rate : rates(price).properties()) {
      json.writeNumberField(rate.getKey(), rate.getValue().decimalValue());
    }
    json.writeEndObject();
  }

  /** The prices alone, to stand in another document. */
  public static ObjectNode rates(ModelPrice price) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("input", Texts.usd(price.input()))
        .put("output", Texts.usd(price.output()))
        .put("cacheRead", Texts.usd(price.cacheRead()))
        .put("cacheWrite", Texts.usd(price.cacheWrite()))
        .put("cacheWrite1h", Texts.usd(price.cacheWrite1h()))
        .put("reasoning", Texts.usd(price.reasoning()))
        .put("inputAudio", Texts.usd(price.audio().input()))
        .put("cacheReadAudio", Texts.usd(price.audio().cacheRead()))
        .put("outputAudio", Texts.usd(price.audio().output()))
        .put("perCall", Texts.usd(price.call()));
  }
}
