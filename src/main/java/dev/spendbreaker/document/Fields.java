package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.text.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a document, read with their types checked. Every method throws {@link
 * InvalidDocumentException} with the path of what is wrong.
 */
final class Fields {
  private final JsonNode object;
  private final String path;

  private Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  static Fields of(JsonNode node, String path) {
    if (!node.isObject()) {
      throw wrongType(path, "an object", node);
    }
    return new Fields(node, path);
  }

  /** Refuses fields that are not known. */
  Fields only(List<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
    }
    return this;
  }

  String path() {
    return path;
  }

  String path(String name) {
    return Paths.child(path, name);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The value of a field; null where it is absent or null. */
  @Nullable JsonNode optional(String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** The value of a field; null where it is absent. A null that is written is a value. */
  @Nullable JsonNode present(String name) {
    return object.get(name);
  }

  JsonNode required(String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      throw error(InvalidDocumentException.MISSING_FIELD, name, "is missing; it is required");
    }
    return value;
  }

  Fields object(String name) {
    return of(required(name), path(name));
  }

  String text(String name) {
    return text(name, required(name));
  }

  @Nullable String optionalText(String name) {
    JsonNode value = optional(name);
    return value == null ? null : text(name, value);
  }

  BigDecimal number(String name) {
    return number(name, required(name));
  }

  @Nullable BigDecimal optionalNumber(String name) {
    JsonNode value = optional(name);
    return value == null ? null : number(name, value);
  }

  void requireVersion1() {
    BigDecimal version = number("version");
    if (version.compareTo(BigDecimal.ONE) != 0) {
      throw invalid("version", "must be 1, the only version there is, not " + version);
    }
  }

  /** An instant, milliseconds since the epoch. */
  long instant(String name) {
    String text = text(name);
    Long millis = Texts.instant(text);
    if (millis == null) {
      throw invalid(name, "must be an instant such as 2026-12-01T00:00:00Z, not " + quoted(text));
    }
    return millis;
  }

  @Nullable Long optionalInstant(String name) {
    return optional(name) == null ? null : (Long) instant(name);
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode value = present(name);
    if (value != null && !value.isBoolean()) {
      throw wrongType(path(name), "true or false", value);
    }
    return value == null ? otherwise : value.booleanValue();
  }

  /** One of a few constants, by its text; {@code otherwise} where the field is absent. */
  <E> E choice(String name, List<E> choices, Function<E, String> text, @Nullable E otherwise) {
    if (otherwise != null && present(name) == null) {
      return otherwise;
    }
    String wanted = text(name);
    for (E choice : choices) {
      if (text.apply(choice).equals(wanted)) {
        return choice;
      }
    }
    List<String> texts = choices.stream().map(text).toList();
    throw invalid(
        name,
        "must be one of "
            + String.join(", ", texts)
            + ", not "
            + quoted(wanted)
            + suggestion(wanted, texts));
  }

  private String text(String name, JsonNode node) {
    if (!node.isTextual()) {
      throw wrongType(path(name), node.isValueNode() ? "text (in quotes)" : "text", node);
    }
    String text = node.textValue();
    if (!isUnicode(text)) {
      throw invalid(name, "holds half of a surrogate pair; remove it");
    }
    return text;
  }

  /** Whether a text is all code points, and so can be written in UTF-8. */
  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }

  private BigDecimal number(String name, JsonNode node) {
    return node.isNumber() ? node.decimalValue() : number(node, path(name));
  }

  static BigDecimal number(JsonNode node, String path) {
    if (!node.isNumber()) {
      throw wrongType(path, node.isTextual() ? "a number (without quotes)" : "a number", node);
    }
    return node.decimalValue();
  }

  static InvalidDocumentException wrongType(String path, String wanted, JsonNode found) {
    String kind = found.getNodeType().name().toLowerCase(Locale.ROOT);
    return new InvalidDocumentException(
        InvalidDocumentException.WRONG_TYPE, path, "must be " + wanted + ", not " + kind);
  }

  InvalidDocumentException invalid(String name, String reason) {
    return error(InvalidDocumentException.INVALID_VALUE, name, reason);
  }

  InvalidDocumentException unknown(String name, List<String> known) {
    return error(
        InvalidDocumentException.UNKNOWN_FIELD,
        name,
        "unknown field "
            + quoted(name)
            + suggestion(name, known)
            + "; known are "
            + String.join(", ", known));
  }

  InvalidDocumentException error(String code, String name, String reason) {
    return new InvalidDocumentException(code, path(name), reason);
  }

  /** In single quotes, shortened where it is long. */
  static String quoted(String text) {
    return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "…") + "'";
  }

  /** The nearest of the known names, if one is near. */
  static String suggestion(String name, List<String> known) {
    return NearestName.of(name, known)
        .map(nearest -> " — did you mean '" + nearest + "'?")
        .orElse("");
  }
}
