package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.replay.ActualDecisions.OfScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What would have been decided beside what was.
 *
 * @param scopes those of either, by key
 */
public record Comparison(List<ComparedScope> scopes) {
  /** Two refusals within this time are the same one: the real one waits for Kafka. */
  private static final long SAME_MILLIS = 1_000;

  /** How the first refusal of a scope would have been, beside the one that was. */
  public enum Difference {
    NEVER_REFUSED,
    SAME,
    EARLIER,
    LATER,
    ONLY_WHAT_IF,
    ONLY_ACTUAL;

    /** As it stands in documents: {@code only_what_if}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One scope.
   *
   * @param actionBefore what was in force when the period began; null where nothing was decided, or
   *     the topic no longer holds it
   * @param actual what was decided within the period
   * @param refusedAtMillis when it was first refused in the period; its start where it was then
   *     already; null where it was not
   * @param whatIfRefusedAtMillis when it would have been; null where it would not
   */
  public record ComparedScope(
      Scope scope,
      @Nullable Action actionBefore,
      List<Decision> actual,
      @Nullable Long refusedAtMillis,
      @Nullable Long whatIfRefusedAtMillis) {

    public Difference difference() {
      if (refusedAtMillis == null || whatIfRefusedAtMillis == null) {
        return refusedAtMillis != null
            ? Difference.ONLY_ACTUAL
            : whatIfRefusedAtMillis != null ? Difference.ONLY_WHAT_IF : Difference.NEVER_REFUSED;
      }
      long later = whatIfRefusedAtMillis - refusedAtMillis;
      return Math.abs(later) <= SAME_MILLIS
          ? Difference.SAME
          : later < 0 ? Difference.EARLIER : Difference.LATER;
    }
  }

  /** Of an outcome and what was decided in its period. */
  public static Comparison of(Outcome outcome, ActualDecisions actual) {
    Map<Scope, ReplayedScope> replayed =
        outcome.scopes().stream()
            .collect(Collectors.toMap(ReplayedScope::scope, Function.identity()));
    Set<Scope> all = new TreeSet<>(replayed.keySet());
    Map<Scope, OfScope> known = new TreeMap<>(actual.byScope());
    all.addAll(known.keySet());
    List<ComparedScope> scopes = new ArrayList<>();
    for (Scope scope : all) {
      OfScope really = known.getOrDefault(scope, new OfScope());
      scopes.add(compare(scope, really, refusal(replayed.get(scope)), outcome.fromMillis()));
    }
    return new Comparison(List.copyOf(scopes));
  }

  private static ComparedScope compare(
      Scope scope, OfScope really, @Nullable Refusal whatIf, long fromMillis) {
    return new ComparedScope(
        scope,
        really.actionBefore(),
        List.copyOf(really.within),
        really.refusedAtMillis(fromMillis),
        whatIf == null ? null : (Long) whatIf.first().decidedAtMillis());
  }

  private static @Nullable Refusal refusal(@Nullable ReplayedScope scope) {
    return scope == null ? null : scope.refusal();
  }

  /** All that was decided in the period, by scope. */
  public List<Decision> actual() {
    return scopes.stream().flatMap(scope -> scope.actual().stream()).toList();
  }
}
