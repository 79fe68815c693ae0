package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that matter to who guards calls: those that are not {@code allow}, and those that
 * override others. One thread changes it, any number ask.
 */
final class DecisionTable {
  /** Replaced, never changed: the shapes there are, each with its scopes. */
  private volatile List<Shelf> shelves = List.of();

  /** The scopes of one shape. */
  private record Shelf(List<String> shape, Map<List<String>, Verdict> verdicts) {
    Shelf(List<String> shape) {
      this(shape, new ConcurrentHashMap<>());
    }

    /** What is decided for the call's scope of this shape; null where nothing is. */
    @Nullable Verdict find(Map<String, String> call) {
      String[] values = new String[shape.size()];
      for (int i = 0; i < values.length; i++) {
        String value = call.get(shape.get(i));
        if (value == null) {
          return null;
        }
        values[i] = value;
      }
      return verdicts.get(List.of(values));
    }
  }

  /** Takes in the last decision about a scope. */
  void put(Decision decision) {
    if (decision.action() == Action.ALLOW && !decision.overrides()) {
      remove(decision.scope());
      return;
    }
    Shelf shelf = shelf(decision.scope().shape());
    Verdict verdict = Verdict.of(decision, shelf.shape);
    shelf.verdicts.put(verdict.values(), verdict);
  }

  void remove(Scope scope) {
    Shelf shelf = find(scope.shape());
    if (shelf != null) {
      shelf.verdicts.remove(List.copyOf(scope.values().values()));
      if (shelf.verdicts.isEmpty()) {
        shelves = shelves.stream().filter(other -> !other.shape.equals(shelf.shape)).toList();
      }
    }
  }

  void clear() {
    shelves = List.of();
  }

  /** How many scopes it holds. */
  int size() {
    return shelves.stream().mapToInt(shelf -> shelf.verdicts.size()).sum();
  }

  /**
   * What holds for a call: the strictest of what is decided for the scopes it belongs to; null
   * where nothing is.
   *
   * @param call the dimensions of the call, with their values
   */
  @Nullable Verdict find(Map<String, String> call) {
    Verdict strictest = null;
    boolean override = false;
    List<Shelf> present = shelves;
    for (int i = 0; i < present.size(); i++) {
      Verdict verdict = present.get(i).find(call);
      if (verdict != null) {
        override |= verdict.override();
        strictest = strictest == null ? verdict : stricter(verdict, strictest);
      }
    }
    return override ? strictestNotHidden(present, call) : strictest;
  }

  private static @Nullable Verdict strictestNotHidden(
      List<Shelf> present, Map<String, String> call) {
    List<Verdict> found = new ArrayList<>();
    for (Shelf shelf : present) {
      Verdict verdict = shelf.find(call);
      if (verdict != null) {
        found.add(verdict);
      }
    }
    return found.stream()
        .filter(verdict -> found.stream().noneMatch(verdict::isHiddenBy))
        .max(Verdict.STRICTEST)
        .orElse(null);
  }

  private static Verdict stricter(Verdict one, Verdict other) {
    return Verdict.STRICTEST.compare(one, other) > 0 ? one : other;
  }

  private Shelf shelf(List<String> shape) {
    Shelf known = find(shape);
    if (known != null) {
      return known;
    }
    Shelf added = new Shelf(List.copyOf(shape));
    List<Shelf> more = new ArrayList<>(shelves);
    more.add(added);
    shelves = List.copyOf(more);
    return added;
  }

  private @Nullable Shelf find(List<String> shape) {
    for (Shelf shelf : shelves) {
      if (shelf.shape.equals(shape)) {
        return shelf;
      }
    }
    return null;
  }
}
