package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Scope;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How all documents are read and written: strictly, with exact plain decimals, and with what does
 * not exist absent.
 */
final class Documents {
  static final int NANO_DECIMALS = 9;

  static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(32)
          .maxNumberLength(64)
          .maxStringLength(64 * 1024)
          .maxDocumentLength(1024 * 1024)
          .build();

  static final JsonMapper JSON =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(CONSTRAINTS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(
              com.fasterxml.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES,
              false)
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
          .build();

  private Documents() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Null where the bytes hold no value at all. */
  static @Nullable JsonNode read(byte[] json) throws JsonProcessingException {
    try {
      JsonNode tree = JSON.readTree(json);
      return tree == null || tree.isMissingNode() ? null : tree;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  static byte[] write(JsonNode document) {
    try {
      return JSON.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory", e);
    }
  }

  static void putScope(ObjectNode document, Scope scope) {
    ObjectNode values = document.putObject("scope");
    scope.values().forEach(values::put);
  }

  /** The unit of a limit's field. */
  static LimitUnit unit(String field) {
    return Arrays.stream(LimitUnit.values())
        .filter(unit -> unit.field().equals(field))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown unit '" + field + "'"));
  }

  /** An amount of a unit: dollars for nano-USD, else the count. */
  static BigDecimal amount(LimitUnit unit, long amount) {
    return unit == LimitUnit.USD ? dollars(amount) : BigDecimal.valueOf(amount);
  }

  static long amount(LimitUnit unit, BigDecimal amount) {
    return unit == LimitUnit.USD
        ? amount.movePointRight(NANO_DECIMALS).longValueExact()
        : amount.longValueExact();
  }

  static BigDecimal dollars(long nanos) {
    return plain(BigDecimal.valueOf(nanos, NANO_DECIMALS));
  }

  /** Without trailing zeros, and never in a form that would need an exponent. */
  static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static void putInstant(ObjectNode document, String field, @Nullable Long millis) {
    if (millis != null) {
      document.put(field, Instant.ofEpochMilli(millis).toString());
    }
  }

  static void putText(ObjectNode document, String field, @Nullable String text) {
    if (text != null) {
      document.put(field, text);
    }
  }
}
