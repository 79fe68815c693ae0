package dev.spendbreaker.budget;

import java.util.ArrayList;
import java.util.Collection;
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
  private final Map<String, PreparedPolicy> byId = new TreeMap<>();
  private final Map<List<String>, OfShape> shapes = new HashMap<>();

  /** Adds a policy, in place of the one with the same id, if any. */
  public void put(Policy policy) {
    remove(policy.id());
    PreparedPolicy prepared = PreparedPolicy.of(policy);
    byId.put(policy.id(), prepared);
    shapes.computeIfAbsent(policy.scope().shape(), shape -> new OfShape()).put(prepared);
  }

  /** Removes a policy; an id that is not there is no error. */
  public void remove(String id) {
    PreparedPolicy removed = byId.remove(id);
    if (removed != null) {
      List<String> shape = removed.policy().scope().shape();
      shapes.computeIfPresent(shape, (same, index) -> index.remove(removed) ? null : index);
    }
  }

  public @Nullable Policy get(String id) {
    PreparedPolicy prepared = byId.get(id);
    return prepared == null ? null : prepared.policy();
  }

  /** All policies, by id. */
  public List<Policy> all() {
    return byId.values().stream().map(PreparedPolicy::policy).toList();
  }

  /**
   * The policies that govern a scope, by id. Where each of them expires some day, those that would
   * follow are there too, after them; {@link #inForce} tells which govern at an instant.
   */
  public List<PreparedPolicy> governing(Scope scope) {
    OfShape shape = shapes.get(scope.shape());
    return shape == null ? List.of() : shape.governing(scope);
  }

  /** Whether a policy names exactly this scope. */
  public boolean isNamed(Scope scope) {
    List<PreparedPolicy> governing = governing(scope);
    return !governing.isEmpty() && governing.get(0).policy().scope().isExact();
  }

  /** Those of {@link #governing} that govern at an instant. */
  static List<PreparedPolicy> inForce(List<PreparedPolicy> governing, long nowMillis) {
    List<PreparedPolicy> inForce = new ArrayList<>(governing.size());
    for (PreparedPolicy next : governing) {
      boolean replaced =
          !inForce.isEmpty() && !inForce.get(0).policy().scope().equals(next.policy().scope());
      if (!replaced && !next.isVoidAt(nowMillis)) {
        inForce.add(next);
      }
    }
    return inForce;
  }

  /**
   * The policies of one shape: by which dimensions are {@code *} (a bit each, the first dimension's
   * the highest, so that ascending is from specific to general), then by values, then by id.
   */
  private static final class OfShape {
    private final NavigableMap<Long, Map<List<String>, Map<String, PreparedPolicy>>> patterns =
        new TreeMap<>();

    void put(PreparedPolicy policy) {
      patterns
          .computeIfAbsent(wildcards(policy.policy().scope()), wildcards -> new HashMap<>())
          .computeIfAbsent(values(policy), values -> new TreeMap<>())
          .put(policy.id(), policy);
    }

    /** Returns whether no policy is left. */
    boolean remove(PreparedPolicy policy) {
      patterns.computeIfPresent(
          wildcards(policy.policy().scope()), (same, byValues) -> remove(policy, byValues));
      return patterns.isEmpty();
    }

    List<PreparedPolicy> governing(Scope scope) {
      List<PreparedPolicy> found = new ArrayList<>();
      for (Map.Entry<Long, Map<List<String>, Map<String, PreparedPolicy>>> entry :
          patterns.entrySet()) {
        Map<String, PreparedPolicy> matching = entry.getValue().get(values(scope, entry.getKey()));
        if (matching != null) {
          found.addAll(matching.values());
          if (hasOneForEver(matching.values())) {
            break;
          }
        }
      }
      return found;
    }

    private static @Nullable Map<List<String>, Map<String, PreparedPolicy>> remove(
        PreparedPolicy policy, Map<List<String>, Map<String, PreparedPolicy>> byValues) {
      byValues.computeIfPresent(
          values(policy),
          (same, byId) -> {
            byId.remove(policy.id());
            return byId.isEmpty() ? null : byId;
          });
      return byValues.isEmpty() ? null : byValues;
    }

    private static boolean hasOneForEver(Collection<PreparedPolicy> policies) {
      return policies.stream().anyMatch(policy -> policy.policy().expiresAtMillis() == null);
    }

    private static long wildcards(ScopePattern pattern) {
      long bits = 0;
      for (String value : pattern.values().values()) {
        bits = bits << 1 | (value.equals(ScopePattern.ANY) ? 1 : 0);
      }
      return bits;
    }

    private static List<String> values(PreparedPolicy policy) {
      return List.copyOf(policy.policy().scope().values().values());
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
