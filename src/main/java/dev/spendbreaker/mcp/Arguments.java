package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.http.ProblemException;
import dev.spendbreaker.text.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a tool call, checked against the tool's input schema. An argument of null is one
 * that is not given.
 */
final class Arguments {
  static final String INVALID = "invalid_argument";

  private final ObjectNode values;

  private Arguments(ObjectNode values) {
    this.values = values;
  }

  /**
   * Checks arguments.
   *
   * @throws ProblemException with the first thing that is wrong, and what would be right
   */
  static Arguments of(@Nullable Map<String, Object> given, Map<String, Object> inputSchema) {
    ObjectNode values = Json.MAPPER.createObjectNode();
    if (given != null) {
      values.setAll(Json.MAPPER.<ObjectNode>valueToTree(given));
    }
    values.properties().removeIf(entry -> entry.getValue().isNull());
    JsonNode schema = Json.MAPPER.valueToTree(inputSchema);
    requireKnown(values, schema);
    schema.path("required").forEach(name -> require(values, name.asText()));
    values
        .properties()
        .forEach(
            entry ->
                new ArgumentCheck(entry.getKey(), schema.path("properties").path(entry.getKey()))
                    .check(entry.getValue()));
    return new Arguments(values);
  }

  private static void requireKnown(ObjectNode values, JsonNode schema) {
    List<String> known = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    values
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw unknown(name, known).exception();
              }
            });
  }

  private static Problem unknown(String name, List<String> known) {
    String nearest =
        NearestName.of(name, known).map(near -> "use '" + near + "' instead; ").orElse("");
    return new Problem(
        422,
        INVALID,
        "there is no argument '" + name + "'",
        nearest + "the arguments are " + String.join(", ", known));
  }

  private static void require(ObjectNode values, String name) {
    if (!values.has(name)) {
      throw invalid("'" + name + "' is missing", "give '" + name + "' as the input schema says");
    }
  }

  static ProblemException invalid(String what, String fix) {
    return new Problem(422, INVALID, what, fix).exception();
  }

  boolean has(String name) {
    return values.has(name);
  }

  String text(String name) {
    return values.path(name).asText();
  }

  @Nullable String optionalText(String name) {
    return values.path(name).textValue();
  }

  String text(String name, String otherwise) {
    return values.path(name).asText(otherwise);
  }

  BigDecimal decimal(String name) {
    return values.path(name).decimalValue();
  }

  long whole(String name) {
    return values.path(name).longValue();
  }

  int whole(String name, int otherwise) {
    return values.path(name).asInt(otherwise);
  }

  boolean flag(String name) {
    return values.path(name).booleanValue();
  }

  /** As it was given; null in JSON where it was not. */
  JsonNode value(String name) {
    JsonNode value = values.get(name);
    return value == null ? NullNode.getInstance() : value;
  }
}
