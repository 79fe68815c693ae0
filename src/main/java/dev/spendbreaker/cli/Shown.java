package dev.spendbreaker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/** Parts of documents as tables show them. */
final class Shown {
  private Shown() {}

  /** {@code agent=a1 task=*}. */
  static String fields(JsonNode object) {
    StringJoiner text = new StringJoiner(" ");
    object
        .properties()
        .forEach(field -> text.add(field.getKey() + "=" + field.getValue().asText()));
    return text.toString();
  }

  /** {@code lifetime}, or {@code rolling=PT1H}. */
  static String window(JsonNode window) {
    return window.isObject() ? fields(window) : window.asText("lifetime");
  }

  /** A part as a percentage; a dash where there is none. */
  static String percent(JsonNode part) {
    return part.isNumber()
        ? part.decimalValue().movePointRight(2).setScale(1, java.math.RoundingMode.HALF_UP) + "%"
        : "-";
  }

  /** A value, or a dash where there is none. */
  static String orDash(JsonNode value) {
    return value.isMissingNode()
        ? "-"
        : value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
  }
}
