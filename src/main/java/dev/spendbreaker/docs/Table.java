package dev.spendbreaker.docs;

import java.util.Collections;

/** A Markdown table. */
final class Table {
  private final StringBuilder text = new StringBuilder();

  Table(String... columns) {
    row(columns);
    row(Collections.nCopies(columns.length, "---").toArray(new String[0]));
  }

  void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
