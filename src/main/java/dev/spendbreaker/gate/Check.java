package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Action;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call may be made.
 *
 * @param action what is to be done with it
 * @param verdict what led to that; null where nothing is decided against the call, or where too
 *     little is known
 * @param doubt why too little is known of what is decided, in words for people; null where enough
 *     is
 */
public record Check(Action action, @Nullable Verdict verdict, @Nullable String doubt) {
  static final Check CLEAR = new Check(Action.ALLOW, null, null);

  /** Whether the call may go on. */
  public boolean isAllowed() {
    return action.compareTo(Action.BLOCK) < 0;
  }

  /** Whether the call is refused only because too little is known. */
  public boolean isUndecided() {
    return verdict == null && !isAllowed();
  }
}
