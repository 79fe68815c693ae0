package dev.spendbreaker.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.http.ProblemException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Checks one argument against its schema, as far as {@link Schemas} builds them. */
final class ArgumentCheck {
  /** A number with a huge exponent is short to read, and takes all memory to write out. */
  private static final int MAX_DIGITS = 100;

  private final String name;
  private final JsonNode schema;

  ArgumentCheck(String name, JsonNode schema) {
    this.name = name;
    this.schema = schema;
  }

  void check(JsonNode value) {
    switch (schema.path("type").asText()) {
      case "string" -> text(value);
      case "integer" -> whole(value);
      case "number" -> number(value);
      case "boolean" -> require(value.isBoolean(), "is not true or false");
      case "array" -> list(value);
      default -> throw new IllegalStateException("no check for the type of '" + name + "'");
    }
  }

  private void text(JsonNode value) {
    require(value.isTextual(), "is not text");
    String text = value.textValue();
    require(UTF_8.newEncoder().canEncode(text), "is not Unicode text");
    int length = text.codePointCount(0, text.length());
    require(length >= schema.path("minLength").asInt(0), "is empty");
    require(
        length <= schema.path("maxLength").asInt(Integer.MAX_VALUE),
        "is " + length + " characters long");
    require(!schema.has("enum") || choices().contains(text), "is '" + text + "'");
    require(
        !schema.has("pattern") || text.matches(schema.path("pattern").asText()),
        "is '" + text + "'");
  }

  private void whole(JsonNode value) {
    BigDecimal number = decimal(value);
    require(number.stripTrailingZeros().scale() <= 0, "is " + number.toPlainString());
    bounds(number);
  }

  private void number(JsonNode value) {
    bounds(decimal(value));
  }

  private BigDecimal decimal(JsonNode value) {
    require(value.isNumber(), "is not a number");
    BigDecimal number = value.decimalValue();
    boolean writable =
        number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS;
    require(writable, "is out of range");
    return number;
  }

  private void bounds(BigDecimal number) {
    boolean inside =
        (!schema.has("minimum") || number.compareTo(bound("minimum")) >= 0)
            && (!schema.has("exclusiveMinimum") || number.compareTo(bound("exclusiveMinimum")) > 0)
            && (!schema.has("maximum") || number.compareTo(bound("maximum")) <= 0)
            && (!schema.has("exclusiveMaximum") || number.compareTo(bound("exclusiveMaximum")) < 0);
    require(inside, "is " + number);
  }

  private BigDecimal bound(String keyword) {
    return schema.path(keyword).decimalValue();
  }

  private void list(JsonNode value) {
    require(value.isArray(), "is not a list");
    require(
        value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE),
        "has " + value.size() + " items");
    ArgumentCheck item = new ArgumentCheck("an item of " + name, schema.path("items"));
    value.forEach(item::check);
  }

  private void require(boolean right, String wrong) {
    if (!right) {
      throw invalid(wrong);
    }
  }

  private ProblemException invalid(String wrong) {
    return Arguments.invalid("'" + name + "' " + wrong, "'" + name + "' must be " + wanted());
  }

  private String wanted() {
    List<String> bounds = new ArrayList<>();
    describe(bounds, "minimum", "at least ");
    describe(bounds, "exclusiveMinimum", "above ");
    describe(bounds, "maximum", "at most ");
    describe(bounds, "exclusiveMaximum", "below ");
    describe(bounds, "maxLength", "characters at most ");
    describe(bounds, "maxItems", "items at most ");
    describe(bounds, "pattern", "matching ");
    String kind =
        schema.has("enum")
            ? "one of " + String.join(", ", choices())
            : "of type " + schema.path("type").asText();
    return bounds.isEmpty() ? kind : kind + ", " + String.join(", ", bounds);
  }

  private void describe(List<String> bounds, String keyword, String words) {
    if (schema.has(keyword)) {
      bounds.add(words + schema.path(keyword).asText());
    }
  }

  private List<String> choices() {
    List<String> choices = new ArrayList<>();
    schema.path("enum").forEach(choice -> choices.add(choice.asText()));
    return choices;
  }
}
