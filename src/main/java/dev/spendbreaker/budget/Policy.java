package dev.spendbreaker.budget;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget policy in force (DESIGN §4).
 *
 * @param id the key of its record
 * @param revision counts the changes of the policies topic; a later revision of an id is greater
 * @param scope which scopes it governs
 * @param unit what the limit counts
 * @param limit nano-USD for {@link LimitUnit#USD}, else a count; 0 is a standing stop
 * @param window over which time it counts
 * @param warnAt parts of the limit at which a warning is due, ascending, each above 0 and up to 1
 * @param onBreach what happens when the limit is reached: warn, block or kill
 * @param latch whether a breach holds until the policy changes
 * @param mode whether it acts or only reports
 * @param precedence whether it adds to the policies of less specific scopes or replaces them
 * @param onUnpriced what usage without a price does to a USD limit: allow, warn or block
 * @param countFromMillis nothing spent before this instant counts; null counts all
 * @param expiresAtMillis from this instant on the policy is void; null never
 * @param grants temporary additions to the limit
 * @param webhook who is told of the decisions that it governs; null for nobody
 */
public record Policy(
    String id,
    long revision,
    ScopePattern scope,
    LimitUnit unit,
    long limit,
    Window window,
    List<BigDecimal> warnAt,
    Action onBreach,
    boolean latch,
    Mode mode,
    Precedence precedence,
    Action onUnpriced,
    @Nullable Long countFromMillis,
    @Nullable Long expiresAtMillis,
    List<Grant> grants,
    @Nullable String description,
    @Nullable String owner,
    @Nullable Webhook webhook) {

  /** Whether a policy acts or only reports. */
  public enum Mode {
    ENFORCE,
    SHADOW;

    /** As it stands in documents: {@code enforce} or {@code shadow}. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** How a policy stands to those of less specific scopes, as a task's to its agent's. */
  public enum Precedence {
    /** All apply, and the strictest action wins. */
    NORMAL,
    /** It replaces them, for the calls of its scope. */
    OVERRIDE;

    /** As it stands in documents: {@code normal} or {@code override}. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A temporary addition to a limit.
   *
   * @param amount in the unit of the limit: nano-USD or a count
   * @param expiresAtMillis from this instant on it no longer counts; null never
   */
  public record Grant(
      String id, long amount, @Nullable Long expiresAtMillis, @Nullable String reason) {}
}
