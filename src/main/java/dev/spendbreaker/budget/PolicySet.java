package dev.spendbreaker.budget;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The policies there are, found by id and by the scopes they govern. Not thread-safe.
 *
 * <p>Among the policies of one shape those with the most specific pattern that matches a scope
 * govern it, and replace the others: patterns compare dimension by dimension in the fixed order of
 * {@link Scope}, and an exact value is more specific than {@code *}.
 */
public final class PolicySet {
  private final Map<String, Policy> byId = new TreeMap<>();
  private final Map<List<String>, Shape> shapes = new HashMap<>();

  /** Adds a policy, in place of the one with the same id, if any. */
  public void put(Policy policy) {
    remove(policy.id());
    byId.put(policy.id(), policy);
    shapes.computeIfAbsent(policy.scope().shape(), shape -> new Shape()).put(policy);
  }

  /** Removes a policy; an id that is not there is no error. */
  public void remove(String id) {
    Policy policy = byId.remove(id);
    if (policy != null) {
      List<String> shape = policy.scope().shape();
      shapes.computeIfPresent(shape, (same, index) -> index.remove(policy) ? null : index);
    }
  }

  public @Nullable Policy get(String id) {
    return byId.get(id);
  }

  /** All policies, by id. */
  public Collection<Policy> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /**
   * The policies that govern a scope, by id. Where each of them expires some day, those that would
   * follow are there too, after them; {@link #inForce} tells which govern at an instant.
   */
  public List<Policy> governing(Scope scope) {
    Shape shape = shapes.get(scope.shape());
    return shape == null ? List.of() : shape.governing(scope);
  }

  /** Those of {@link #governing} that govern at an instant. */
  static List<Policy> inForce(List<Policy> governing, long nowMillis) {
    List<Policy> inForce = new ArrayList<>(governing.size());
    for (Policy policy : governing) {
      boolean replaced = !inForce.isEmpty() && !inForce.get(0).scope().equals(policy.scope());
      if (!replaced && !isVoid(policy, nowMillis)) {
        inForce.add(policy);
      }
    }
    return inForce;
  }

  private static boolean isVoid(Policy policy, long nowMillis) {
    Long expiresAt = policy.expiresAtMillis();
    return expiresAt != null && expiresAt <= nowMillis;
  }

  /**
   * The policies of one shape: by which dimensions are {@code *} (a bit each, the first dimension's
   * the highest, so that ascending is from specific to general), then by values, then by id.
   */
  private static final class Shape {
    private final NavigableMap<Long, Map<List<String>, Map<String, Policy>>> patterns =
        new TreeMap<>();

    void put(Policy policy) {
      patterns
          .computeIfAbsent(wildcards(policy.scope()), wildcards -> new HashMap<>())
          .computeIfAbsent(values(policy), values -> new TreeMap<>())
          .put(policy.id(), policy);
    }

    /** Returns whether no policy is left. */
    boolean remove(Policy policy) {
      patterns.computeIfPresent(
          wildcards(policy.scope()), (same, byValues) -> remove(policy, byValues));
      return patterns.isEmpty();
    }

    List<Policy> governing(Scope scope) {
      List<Policy> found = new ArrayList<>();
      for (Map.Entry<Long, Map<List<String>, Map<String, Policy>>> entry : patterns.entrySet()) {
        Map<String, Policy> matching = entry.getValue().get(values(scope, entry.getKey()));
        if (matching != null) {
          found.addAll(matching.values());
          if (hasOneForEver(matching.values())) {
            break;
          }
        }
      }
      return found;
    }

    private static @Nullable Map<List<String>, Map<String, Policy>> remove(
        Policy policy, Map<List<String>, Map<String, Policy>> byValues) {
      byValues.computeIfPresent(
          values(policy),
          (same, byId) -> {
            byId.remove(policy.id());
            return byId.isEmpty() ? null : byId;
          });
      return byValues.isEmpty() ? null : byValues;
    }

    private static boolean hasOneForEver(Collection<Policy> policies) {
      return policies.stream().anyMatch(policy -> policy.expiresAtMillis() == null);
    }

    private static long wildcards(ScopePattern pattern) {
      long bits = 0;
      for (String value : pattern.values().values()) {
        bits = bits << 1 | (value.equals(ScopePattern.ANY) ? 1 : 0);
      }
      return bits;
    }

    private static List<String> values(Policy policy) {
      return List.copyOf(policy.scope().values().values());
    }

    private static List<String> values(Scope scope, long wildcards) {
      List<String> values = new ArrayList<>(scope.values().values());
      for (int i = 0; i < values.size(); i++) {
        if (((wildcards >> (values.size() - 1 - i)) & 1) != 0) {
          values.set(i, ScopePattern.ANY);
        }
      }
      return values;
    }
  }
}
