package dev.spendbreaker.budget;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is decided for a scope (DESIGN §5): one for each change of its action, governing policy or
 * warn level.
 *
 * @param sequence counts a scope's decisions, from 1
 * @param previousAction null in a scope's first decision
 * @param reasonCode an open set: {@code limit_reached}, {@code warn_level}, {@code no_policy}, …
 * @param reason one sentence for people
 * @param policy where the scope stands against the policy that governs; null where none does
 * @param overrides whether a policy of the scope replaces those of less specific scopes
 * @param trigger the span that led to it; null where time or a policy did
 * @param decidedAtMillis milliseconds since the epoch
 */
public record Decision(
    Scope scope,
    long sequence,
    Action action,
    @Nullable Action previousAction,
    String reasonCode,
    String reason,
    @Nullable PolicyStatus policy,
    boolean overrides,
    @Nullable Trigger trigger,
    long decidedAtMillis) {

  /** Derived from scope and sequence, so that a replay gives the same one. */
  public String decisionId() {
    String seed = scope.key() + "#" + sequence;
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
