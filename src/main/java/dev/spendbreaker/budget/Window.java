package dev.spendbreaker.budget;

/** The span of time over which a policy counts. */
public sealed interface Window permits Window.Rolling, Window.Lifetime, CalendarWindow {
  /** The last {@code millis} milliseconds, 1 minute … 90 days. */
  record Rolling(long millis) implements Window {
    public static final long MIN_MILLIS = 60_000L;
    public static final long MAX_MILLIS = 90L * 24 * 60 * 60 * 1000;
  }

  /** Everything ever spent. */
  record Lifetime() implements Window {}

  Window LIFETIME = new Lifetime();
}
