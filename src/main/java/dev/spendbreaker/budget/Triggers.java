package dev.spendbreaker.budget;

import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds, among the charges that were just made, the one that led to a decision. */
final class Triggers {
  /** Nothing was charged: time or a policy led to it. */
  static final Triggers NONE = new Triggers(List.of(), new TraceId(0, 0));

  private final List<Charge> charges;
  private final TraceId traceId;

  private Triggers(List<Charge> charges, TraceId traceId) {
    this.charges = charges;
    this.traceId = traceId;
  }

  /**
   * Of charges that were just made.
   *
   * @param traceId null for a backfill: what was spent long ago triggers nothing
   */
  static Triggers of(List<Charge> charges, @Nullable TraceId traceId) {
    return traceId == null ? NONE : new Triggers(charges, traceId);
  }

  /**
   * The first charge with which the scope stood where the status says it stands: the one that
   * reached the limit or the warn level, or the last one where none did.
   */
  @Nullable Trigger of(@Nullable PolicyStatus status) {
    if (charges.isEmpty()) {
      return null;
    }
    return trigger(charges.get(status == null ? charges.size() - 1 : crossing(status)));
  }

  private int crossing(PolicyStatus status) {
    Long threshold = status.threshold();
    int crossing = charges.size() - 1;
    long spent = status.spent();
    for (int i = crossing; threshold != null && i >= 0 && spent >= threshold; i--) {
      crossing = i;
      spent -= status.unit().of(charges.get(i).usage());
    }
    return crossing;
  }

  private Trigger trigger(Charge charge) {
    return new Trigger(
        traceId.toHex(),
        HexFormat.of().toHexDigits(charge.spanId()),
        charge.model(),
        charge.usage().costNanos(),
        charge.eventTimeMillis());
  }
}
