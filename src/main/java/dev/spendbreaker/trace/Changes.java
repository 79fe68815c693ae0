package dev.spendbreaker.trace;

import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Charges that lead from what was charged before to what is charged now; some take back. */
public final class Changes {
  /** What amounts add up over: an account, at an instant. */
  private record Posting(@Nullable Object account, long eventTimeMillis) {}

  private Changes() {}

  /** Whether a charge among them takes back an earlier one. */
  public static boolean takeBack(List<Charge> changes) {
    return changes.stream().anyMatch(change -> takesBack(change.usage()));
  }

  private static boolean takesBack(Usage usage) {
    return usage.calls() < 0 || usage.toolCalls() < 0 || usage.unmeteredCalls() < 0;
  }

  /**
   * Without changes that come to nothing: a parent's charge that is taken back and its child's that
   * replaces it are often the same amount at the same millisecond, and what moves from one team to
   * another stays with its agent.
   *
   * @param account which account a charge is put on; null is one, too
   */
  public static List<Charge> withoutCancelled(
      List<Charge> changes, Function<Charge, @Nullable Object> account) {
    Posting[] postings = new Posting[changes.size()];
    Map<Posting, Usage> sums = new HashMap<>();
    for (int i = 0; i < postings.length; i++) {
      Charge change = changes.get(i);
      postings[i] = new Posting(account.apply(change), change.eventTimeMillis());
      sums.merge(postings[i], change.usage(), Usage::plus);
    }
    List<Charge> rest = new ArrayList<>(postings.length);
    for (int i = 0; i < postings.length; i++) {
      if (!Usage.ZERO.equals(sums.get(postings[i]))) {
        rest.add(changes.get(i));
      }
    }
    return rest;
  }
}
