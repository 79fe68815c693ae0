package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Any text as the value of a header, which takes visible ASCII characters and blanks. */
final class HeaderTexts {
  private static final Pattern NOT_VISIBLE = Pattern.compile("[^\\x20-\\x7e]");
  private static final int MAX_LENGTH = 1000;

  private HeaderTexts() {}

  /** For people: what a header does not take is a question mark. */
  static String readable(String text) {
    String shortened = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    return NOT_VISIBLE.matcher(shortened).replaceAll("?").strip();
  }

  /** For programs: percent-encoded UTF-8 in place of what a header does not take, and of "%". */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
