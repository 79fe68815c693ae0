package dev.spendbreaker.query;

import dev.spendbreaker.budget.Scope;
import java.util.Collection;
import java.util.List;

/** Tells by its key alone whether a scope has exactly some dimensions. */
final class KeyShape {
  private static final char SEPARATOR = '/';

  private final List<String> dimensions;

  /**
   * @param dimensions in any order; none for scopes of every shape
   */
  KeyShape(Collection<String> dimensions) {
    this.dimensions = dimensions.stream().sorted(Scope.DIMENSION_ORDER).toList();
  }

  /** Names of dimensions need no encoding, so each stands in the key as it is. */
  boolean matches(String key) {
    int at = 0;
    for (String dimension : dimensions) {
      int afterName = at + dimension.length();
      if (at < 0 || !key.startsWith(dimension, at) || !isSeparator(key, afterName)) {
        return false;
      }
      int end = key.indexOf(SEPARATOR, afterName + 1);
      at = end < 0 ? -1 : end + 1;
    }
    return dimensions.isEmpty() || at < 0;
  }

  private static boolean isSeparator(String key, int at) {
    return at < key.length() && key.charAt(at) == SEPARATOR;
  }
}
