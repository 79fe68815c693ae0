package dev.spendbreaker.otlp;

/** Makes text from a message safe to show: short, and without invisible characters. */
public final class Printable {
  private static final int MAX_CODE_POINTS = 64;

  private Printable() {}

  /** At most 64 characters of a text. */
  public static String of(String text) {
    return of(text, MAX_CODE_POINTS);
  }

  /** At most so many characters of a text, and an ellipsis where that is not all. */
  public static String of(String text, int maxCodePoints) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(maxCodePoints)
        .forEach(c -> safe.appendCodePoint(isVisible(c) ? c : '?'));
    return text.codePointCount(0, text.length()) > maxCodePoints
        ? safe.append('…').toString()
        : safe.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
