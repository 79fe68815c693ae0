package dev.spendbreaker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
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

  /** Prints which instances an answer lacks, and which part of it is stale, if any. */
  static void completeness(JsonNode answer, PrintWriter out) {
    for (JsonNode missing : answer.path("missingInstances")) {
      out.printf(
          "missing: %s (%s), partitions %s%n",
          missing.path("instance").asText("no instance"),
          missing.path("reason").asText().replace('_', ' '),
          list(missing.path("partitions")));
    }
    for (JsonNode stale : answer.path("stalePartitions")) {
      out.printf(
          "stale: partition %s, from a copy that is %s changes behind%n",
          stale.path("partition").asText(), stale.path("lag").asText());
    }
  }

  private static String list(JsonNode numbers) {
    StringJoiner text = new StringJoiner(", ");
    numbers.forEach(number -> text.add(number.asText()));
    return text.toString();
  }
}
