package dev.spendbreaker.mcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds JSON Schemas (2020-12). Objects are closed: what a schema does not name is refused. */
final class Schemas {
  private static final int MAX_NAME = 1_000;

  private Schemas() {}

  /** Adds properties to an object, required ones first by convention. */
  static final class ObjectSchema {
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    ObjectSchema required(String name, Map<String, Object> schema) {
      required.add(name);
      return optional(name, schema);
    }

    ObjectSchema optional(String name, Map<String, Object> schema) {
      properties.put(name, schema);
      return this;
    }

    Map<String, Object> build() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", properties);
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      schema.put("additionalProperties", false);
      return schema;
    }
  }

  static ObjectSchema object() {
    return new ObjectSchema();
  }

  /** The name of an agent or a task. */
  static Map<String, Object> name(String description) {
    return text(description, MAX_NAME);
  }

  /** A text that is not empty. */
  static Map<String, Object> text(String description, int maxLength) {
    return schema("string", description, Map.of("minLength", 1, "maxLength", maxLength));
  }

  /** A text of any length. */
  static Map<String, Object> text(String description) {
    return schema("string", description, Map.of());
  }

  static Map<String, Object> pattern(String description, String pattern) {
    return schema("string", description, Map.of("pattern", pattern));
  }

  static Map<String, Object> instant(String description) {
    return schema("string", description, Map.of("format", "date-time"));
  }

  static Map<String, Object> choice(String description, List<String> values) {
    return schema("string", description, Map.of("enum", values));
  }

  static Map<String, Object> whole(String description, long min, long max) {
    return schema("integer", description, Map.of("minimum", min, "maximum", max));
  }

  /** A whole number of 0 or more. */
  static Map<String, Object> count(String description) {
    return schema("integer", description, Map.of("minimum", 0));
  }

  static Map<String, Object> number(String description) {
    return schema("number", description, Map.of());
  }

  static Map<String, Object> number(String description, Map<String, Object> bounds) {
    return schema("number", description, bounds);
  }

  static Map<String, Object> flag(String description) {
    return schema("boolean", description, Map.of());
  }

  /** An object whose members are texts of any name. */
  static Map<String, Object> texts(String description) {
    return schema("object", description, Map.of("additionalProperties", Map.of("type", "string")));
  }

  static Map<String, Object> list(String description, Map<String, Object> items) {
    return schema("array", description, Map.of("items", items));
  }

  static Map<String, Object> list(String description, Map<String, Object> items, int maxItems) {
    return schema("array", description, Map.of("items", items, "maxItems", maxItems));
  }

  /** The schema with a default, which it tells and does not set. */
  static Map<String, Object> otherwise(Object value, Map<String, Object> schema) {
    schema.put("default", value);
    return schema;
  }

  private static Map<String, Object> schema(
      String type, String description, Map<String, Object> more) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    schema.put("description", description);
    schema.putAll(more);
    return schema;
  }
}
