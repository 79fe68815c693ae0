package dev.spendbreaker.budget;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scope's policies ask for at one instant.
 *
 * @param action what its policies ask for together; ALLOW where none asks for more
 * @param governing where it stands against the policy that decides; null where none does
 * @param window over which the policy that decides counts; null where none does
 * @param overrides whether a policy in force replaces those of less specific scopes
 * @param statuses where it stands against each policy in force
 * @param nextChangeMillis before this instant time alone changes no action and no warn level;
 *     {@link Long#MAX_VALUE} where it never does
 */
public record Evaluation(
    Action action,
    @Nullable PolicyStatus governing,
    @Nullable Window window,
    boolean overrides,
    List<PolicyStatus> statuses,
    long nextChangeMillis) {

  /** One sentence for people, without a full stop: what was spent of which limit, and why. */
  public String reason() {
    return Reasons.of(governing, window);
  }
}
