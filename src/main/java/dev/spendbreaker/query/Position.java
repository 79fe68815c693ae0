package dev.spendbreaker.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Comparator;

/**
 * Where a scope stands in the order of a list; also what a cursor holds. It names no instance and
 * no partition, so that a list goes on after either has changed.
 *
 * @param costNanos what the scope has spent, in nano-USD
 * @param key of the scope
 */
record Position(long costNanos, String key) {
  private static final Comparator<Position> BY_KEY = Comparator.comparing(Position::key);
  private static final Comparator<Position> BY_SPENT =
      Comparator.comparingLong(Position::costNanos).reversed().thenComparing(BY_KEY);

  static Comparator<Position> order(ScopeFilter.Sort sort) {
    return sort == ScopeFilter.Sort.SPENT ? BY_SPENT : BY_KEY;
  }

  String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((costNanos + " " + key).getBytes(UTF_8));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException where it is something else
   */
  static Position decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      int space = text.indexOf(' ');
      return new Position(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "cursor '" + cursor + "' is not one that a page of scopes gave", e);
    }
  }
}
