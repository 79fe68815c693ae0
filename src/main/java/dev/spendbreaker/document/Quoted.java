package dev.spendbreaker.document;

/** Somebody's text in a message of ours: short, on one line, in quotes. */
final class Quoted {
  private static final int MAX = 80;

  private Quoted() {}

  static String of(String text) {
    String cut = text.length() > MAX ? text.substring(0, MAX) + "…" : text;
    return "'" + cut.replaceAll("\\p{C}", "?") + "'";
  }
}
