package dev.spendbreaker.document;

import dev.spendbreaker.budget.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The dimensions that a policy may name: agent, task and model, and those that attributes are
 * configured for.
 */
public final class Dimensions {
  private static final List<String> BUILT_IN = List.of(Scope.AGENT, Scope.TASK, Scope.MODEL);

  /** Whatever may name a dimension: for who asks an application that knows which there are. */
  public static final Dimensions ANY = new Dimensions(List.of());

  private final List<String> known;

  private Dimensions(List<String> known) {
    this.known = known;
  }

  /** The built-in ones and those that attributes are configured for. */
  public static Dimensions with(Collection<String> configured) {
    TreeSet<String> others = new TreeSet<>(configured);
    BUILT_IN.forEach(others::remove);
    List<String> known = new ArrayList<>(BUILT_IN);
    known.addAll(others);
    return new Dimensions(List.copyOf(known));
  }

  /** In a fixed order, the built-in ones first; empty for {@link #ANY}. */
  public List<String> known() {
    return known;
  }

  /**
   * Checks a field of a scope.
   *
   * @throws InvalidDocumentException where its name is none of these dimensions
   */
  void check(Fields scope, String dimension) {
    boolean isKnown = this == ANY ? Scope.isDimensionName(dimension) : known.contains(dimension);
    if (!isKnown) {
      throw scope.error(
          InvalidDocumentException.UNKNOWN_DIMENSION,
          dimension,
          "unknown dimension "
              + Fields.quoted(dimension)
              + Fields.suggestion(dimension, known)
              + whichThereAre(dimension));
    }
  }

  private String whichThereAre(String dimension) {
    if (!Scope.isDimensionName(dimension)) {
      return "; its name must be lower-case letters, digits and '-', a letter first";
    }
    return "; known are "
        + String.join(", ", known)
        + "; to add it, set 'dimension."
        + dimension
        + "' to the span attributes that hold its value";
  }
}
