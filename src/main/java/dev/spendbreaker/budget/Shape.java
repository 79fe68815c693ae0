package dev.spendbreaker.budget;

import dev.spendbreaker.trace.Charge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The dimensions of a scope in their fixed order, without their values: what a charge feeds one
 * ledger of.
 */
public record Shape(List<String> dimensions) {
  public static final Shape AGENT = new Shape(List.of(Scope.AGENT));
  public static final Shape TASK = new Shape(List.of(Scope.AGENT, Scope.TASK));

  /** Those that have ledgers whether a policy names them or not. */
  public static final List<Shape> ALWAYS = List.of(AGENT, TASK);

  public Shape {
    dimensions = List.copyOf(dimensions);
  }

  /** The shape of the scopes that a pattern may match. */
  public static Shape of(ScopePattern pattern) {
    return new Shape(pattern.shape());
  }

  /** Whether its ledgers are kept with their agent's; the agent is the first dimension there is. */
  public boolean isOfAgents() {
    return dimensions.get(0).equals(Scope.AGENT);
  }

  /** The scope a charge counts for; null where it lacks a dimension, and so feeds no ledger. */
  public @Nullable Scope scopeOf(Charge charge) {
    if (equals(AGENT)) {
      return Scope.agent(charge.agent());
    }
    if (equals(TASK)) {
      return Scope.task(charge.agent(), charge.task());
    }
    List<String> values = values(charge);
    return values == null ? null : scope(values);
  }

  private Scope scope(List<String> values) {
    Map<String, String> scope = new TreeMap<>(Scope.DIMENSION_ORDER);
    for (int i = 0; i < values.size(); i++) {
      scope.put(dimensions.get(i), values.get(i));
    }
    return Scope.of(scope);
  }

  /** A charge's value of each dimension; null where it lacks one. */
  public @Nullable List<String> values(Charge charge) {
    String[] values = new String[dimensions.size()];
    for (int i = 0; i < values.length; i++) {
      String value = value(charge, dimensions.get(i));
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return Arrays.asList(values);
  }

  private static @Nullable String value(Charge charge, String dimension) {
    return switch (dimension) {
      case Scope.AGENT -> charge.agent();
      case Scope.TASK -> charge.task();
      case Scope.MODEL -> model(charge);
      default -> charge.dimensions().get(dimension);
    };
  }

  /** Attributes that are configured for the model go before the model as it was reported. */
  private static @Nullable String model(Charge charge) {
    String configured = charge.dimensions().get(Scope.MODEL);
    return configured != null ? configured : charge.model();
  }
}
