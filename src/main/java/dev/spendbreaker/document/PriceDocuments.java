package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceOverride;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prices as JSON (DESIGN §2): US dollars per million tokens, and US dollars a call.
 *
 * <p>Where a price is absent, cached input costs what other input does, reasoning what other output
 * does, and a call nothing besides its tokens.
 */
public final class PriceDocuments {
  private static final List<String> FIELDS =
      List.of("version", "input", "output", "cacheRead", "cacheWrite", "reasoning", "perCall");

  private static final BigDecimal MAX_USD = Documents.dollars(ModelPrice.MAX);

  private PriceDocuments() {}

  /**
   * Reads a price. Nothing is guessed: unknown fields, values of the wrong type and duplicate keys
   * are refused.
   *
   * @param key the key of its record
   * @throws InvalidPolicyException with the path and what would be right
   */
  public static PriceOverride parse(String key, byte[] json, long revision)
      throws InvalidPolicyException {
    String normalKey = key(key);
    return new PriceOverride(normalKey, price(new Field(tree(json), "$")), revision);
  }

  /**
   * The one spelling of a price's key.
   *
   * @throws InvalidPolicyException where it is no {@code provider/model}
   */
  public static String key(String key) throws InvalidPolicyException {
    try {
      return PriceOverride.normalKey(key);
    } catch (IllegalArgumentException e) {
      throw new InvalidPolicyException("invalid_key", "$", String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode tree(byte[] json) throws InvalidPolicyException {
    try {
      JsonNode tree = Documents.read(json);
      if (tree == null) {
        throw new InvalidPolicyException("not_json", "$", "is empty, not a price in JSON");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new InvalidPolicyException(
          "not_json", "$", "is not JSON: " + PolicyDocuments.syntaxError(e));
    }
  }

  private static ModelPrice price(Field document) throws InvalidPolicyException {
    document.object(FIELDS);
    checkVersion(document.required("version", "\"version\": 1"));
    long input = nanos(document.required("input", "\"input\": 3.00"));
    long output = nanos(document.required("output", "\"output\": 15.00"));
    return new ModelPrice(
        input,
        output,
        nanos(document.optional("cacheRead"), input),
        nanos(document.optional("cacheWrite"), input),
        nanos(document.optional("reasoning"), output),
        nanos(document.optional("perCall"), 0));
  }

  private static void checkVersion(Field version) throws InvalidPolicyException {
    if (version.number().compareTo(BigDecimal.ONE) != 0) {
      throw version.invalid("must be 1, not " + version.shown());
    }
  }

  private static long nanos(@Nullable Field field, long absent) throws InvalidPolicyException {
    return field == null ? absent : nanos(field);
  }

  private static long nanos(Field field) throws InvalidPolicyException {
    BigDecimal usd = field.number();
    boolean outOfRange = usd.signum() < 0 || usd.compareTo(MAX_USD) > 0;
    if (outOfRange || usd.stripTrailingZeros().scale() > Documents.NANO_DECIMALS) {
      throw field.invalid(
          "must be US dollars from 0 to %s with at most %d decimals, not %s"
              .formatted(MAX_USD.toPlainString(), Documents.NANO_DECIMALS, field.shown()));
    }
    return usd.movePointRight(Documents.NANO_DECIMALS).longValueExact();
  }

  /** Writes a price so that {@link #parse} reads the same one. Defaults are written out. */
  public static byte[] write(ModelPrice price) {
    return Documents.write(Documents.object().put("version", 1).setAll(rates(price)));
  }

  /** The prices alone, to stand in another document. */
  public static ObjectNode rates(ModelPrice price) {
    return Documents.object()
        .put("input", Documents.dollars(price.input()))
        .put("output", Documents.dollars(price.output()))
        .put("cacheRead", Documents.dollars(price.cacheRead()))
        .put("cacheWrite", Documents.dollars(price.cacheWrite()))
        .put("reasoning", Documents.dollars(price.reasoning()))
        .put("perCall", Documents.dollars(price.call()));
  }
}
