package dev.spendbreaker.budget;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which scopes a policy governs: those of the same dimensions whose values are equal, where {@code
 * *} equals any value.
 */
public final class ScopePattern {
  /** Matches each value by itself. */
  public static final String ANY = "*";

  private final Map<String, String> values;

  private ScopePattern(Map<String, String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a scope needs at least one dimension");
    }
    TreeMap<String, String> ordered = new TreeMap<>(Scope.DIMENSION_ORDER);
    ordered.putAll(values);
    this.values = Collections.unmodifiableMap(ordered);
  }

  public static ScopePattern of(Map<String, String> values) {
    return new ScopePattern(values);
  }

  /** The dimensions in their fixed order, with the value or {@link #ANY} of each. */
  public Map<String, String> values() {
    return values;
  }

  /** The names of the dimensions in their fixed order. */
  public List<String> shape() {
    return new ArrayList<>(values.keySet());
  }

  /** Whether no dimension is {@link #ANY}. */
  public boolean isExact() {
    return !values.containsValue(ANY);
  }

  /**
   * The one scope an exact pattern governs.
   *
   * @throws IllegalStateException where the pattern is not exact
   */
  public Scope exactScope() {
    if (!isExact()) {
      throw new IllegalStateException(this + " governs more than one scope");
    }
    return Scope.of(values);
  }

  public boolean matches(Scope scope) {
    if (!values.keySet().equals(scope.values().keySet())) {
      return false;
    }
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String wanted = entry.getValue();
      if (!wanted.equals(ANY) && !wanted.equals(scope.values().get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScopePattern pattern && values.equals(pattern.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
