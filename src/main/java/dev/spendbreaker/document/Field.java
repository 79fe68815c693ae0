package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.text.NearestName;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value of a policy document and its path; reads it strictly, or says what would be right. */
final class Field {
  static final String INVALID_VALUE = "invalid_value";
  static final String MISSING_FIELD = "missing_field";
  static final String UNKNOWN_FIELD = "unknown_field";
  static final String NOT_SUPPORTED = "not_supported";

  private final JsonNode value;
  private final String path;

  Field(JsonNode value, String path) {
    this.value = value;
    this.path = path;
  }

  String path() {
    return path;
  }

  InvalidPolicyException invalid(String reason) {
    return new InvalidPolicyException(INVALID_VALUE, path, reason);
  }

  boolean isText() {
    return value.isTextual();
  }

  /** Sees to it that this is an object with none but these fields. */
  Field object(Collection<String> known) throws InvalidPolicyException {
    if (!value.isObject()) {
      throw invalid("must be an object, not " + shown());
    }
    for (String name : (Iterable<String>) value::fieldNames) {
      if (!known.contains(name)) {
        throw new InvalidPolicyException(UNKNOWN_FIELD, child(name), unknown(name, known));
      }
    }
    return this;
  }

  private static String unknown(String name, Collection<String> known) {
    String safe = Quoted.of(name);
    return NearestName.of(name, known)
        .map(near -> "unknown field %s: did you mean '%s'?".formatted(safe, near))
        .orElse("unknown field %s: known are %s".formatted(safe, String.join(", ", known)));
  }

  /** A field of this object; null where it is absent or null. */
  @Nullable Field optional(String name) {
    JsonNode field = value.path(name);
    return field.isMissingNode() || field.isNull() ? null : new Field(field, child(name));
  }

  Field required(String name, String example) throws InvalidPolicyException {
    Field field = optional(name);
    if (field == null) {
      throw new InvalidPolicyException(
          MISSING_FIELD, path, "'" + name + "' is missing, such as " + example);
    }
    return field;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    value.fieldNames().forEachRemaining(names::add);
    return names;
  }

  List<Field> items(int max) throws InvalidPolicyException {
    if (!value.isArray() || value.size() > max) {
      throw invalid("must be a list of at most " + max + ", not " + shown());
    }
    List<Field> items = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      items.add(new Field(value.get(i), path + "[" + i + "]"));
    }
    return items;
  }

  String text(int maxLength) throws InvalidPolicyException {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw invalid("must be a text, not " + shown());
    }
    if (value.textValue().length() > maxLength) {
      throw invalid("must have at most " + maxLength + " characters");
    }
    return value.textValue();
  }

  boolean bool() throws InvalidPolicyException {
    if (!value.isBoolean()) {
      throw invalid("must be true or false, not " + shown());
    }
    return value.booleanValue();
  }

  /** A number without an exponent's surprises; texts are not numbers. */
  BigDecimal number() throws InvalidPolicyException {
    if (!value.isNumber()) {
      throw invalid("must be a number, not " + shown());
    }
    BigDecimal number = value.decimalValue();
    if (Math.abs((long) number.scale()) > 100) {
      throw invalid("is out of range");
    }
    return number;
  }

  /** One of the values of an enumeration, in lower case. */
  <E> E oneOf(List<E> values, Function<E, String> nameOf) throws InvalidPolicyException {
    List<String> names = values.stream().map(nameOf).toList();
    int at = value.isTextual() ? names.indexOf(value.textValue()) : -1;
    if (at < 0) {
      throw invalid("must be one of " + String.join(", ", names) + ", not " + shown());
    }
    return values.get(at);
  }

  /** An instant, milliseconds since the epoch. */
  long instant() throws InvalidPolicyException {
    try {
      return OffsetDateTime.parse(text(64).toUpperCase(Locale.ROOT)).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid("must be a time with a zone, such as 2026-12-01T00:00:00Z, not " + shown());
    }
  }

  private String child(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? path + "." + name
        : path + "[" + Quoted.of(name) + "]";
  }

  /** The value, short and safe to print. */
  String shown() {
    return Quoted.of(value.isTextual() ? value.textValue() : value.toString());
  }
}
