package dev.spendbreaker.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The sentence of a decision that people read. */
final class Reasons {
  private static final int NANO_DECIMALS = 9;
  private static final int CENT_DECIMALS = 2;

  private Reasons() {}

  /**
   * Of a decision.
   *
   * @param status of the policy that governs, and the window it counts over; null where none does
   */
  static String of(@Nullable PolicyStatus status, @Nullable Window window) {
    if (status == null || window == null) {
      return "no policy governs this scope";
    }
    return inShadow(status)
        + spent(status)
        + " "
        + window(window)
        + utilization(status)
        + why(status);
  }

  private static String inShadow(PolicyStatus status) {
    return status.mode() == Policy.Mode.SHADOW ? "would " + status.action().text() + ": " : "";
  }

  private static String spent(PolicyStatus status) {
    return switch (status.unit()) {
      case USD -> "spent " + usd(status.spent()) + " USD of " + usd(status.limit());
      case TOKENS -> counted("used", status, "tokens");
      case INPUT_TOKENS -> counted("used", status, "input tokens");
      case OUTPUT_TOKENS -> counted("used", status, "output tokens");
      case CALLS -> counted("made", status, "calls");
      case TOOL_CALLS -> counted("made", status, "tool calls");
    };
  }

  private static String counted(String verb, PolicyStatus status, String what) {
    return verb + " " + status.spent() + " " + what + " of " + status.limit();
  }

  /** Exact, with two decimals at least. */
  private static String usd(long nanos) {
    BigDecimal usd = BigDecimal.valueOf(nanos, NANO_DECIMALS).stripTrailingZeros();
    return usd.setScale(Math.max(CENT_DECIMALS, usd.scale())).toPlainString();
  }

  private static String window(Window window) {
    if (window instanceof Window.Rolling rolling) {
      return "in the last " + duration(rolling.millis());
    }
    return window instanceof CalendarWindow calendar ? calendar(calendar) : "in total";
  }

  private static String calendar(CalendarWindow window) {
    String zone = " (" + window.zone().getId() + ")";
    return window.unit() == CalendarWindow.Unit.DAY
        ? "today" + zone
        : "this " + window.unit().text() + zone;
  }

  /** In the largest unit it is a whole number of: hour, 90 minutes, 7 days. */
  private static String duration(long millis) {
    Duration duration = Duration.ofMillis(millis);
    if (isWhole(duration, Duration.ofDays(1))) {
      return count(duration.toDays(), "day");
    }
    if (isWhole(duration, Duration.ofHours(1))) {
      return count(duration.toHours(), "hour");
    }
    if (isWhole(duration, Duration.ofMinutes(1))) {
      return count(duration.toMinutes(), "minute");
    }
    BigDecimal seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    return seconds.toPlainString() + " seconds";
  }

  private static boolean isWhole(Duration duration, Duration unit) {
    return duration.toMillis() % unit.toMillis() == 0;
  }

  private static String count(long count, String unit) {
    return count == 1 ? unit : count + " " + unit + "s";
  }

  private static String utilization(PolicyStatus status) {
    BigDecimal parts = status.utilization();
    return parts == null ? "" : " (" + percent(parts) + "%)";
  }

  /** To one decimal; below the limit it is never rounded up to 100.0. */
  private static String percent(BigDecimal parts) {
    boolean below = parts.compareTo(BigDecimal.ONE) < 0;
    RoundingMode rounding = below ? RoundingMode.DOWN : RoundingMode.HALF_UP;
    return parts.movePointRight(2).setScale(1, rounding).toPlainString();
  }

  private static String why(PolicyStatus status) {
    return switch (status.reasonCode()) {
      case Thresholds.WARN_LEVEL -> warnLevel(status);
      case Thresholds.LATCHED -> ", held since its limit was reached until the policy changes";
      case Thresholds.UNPRICED_USAGE -> ", and the price of some calls is not known";
      default -> "";
    };
  }

  private static String warnLevel(PolicyStatus status) {
    BigDecimal level = status.warnLevel();
    if (level == null) {
      return "";
    }
    boolean above = status.spent() >= Thresholds.warnAmount(level, status.limit());
    String percent = level.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    return (above ? ", passed " : ", just below ") + percent;
  }
}
