package dev.spendbreaker.pricing;

import java.util.List;

/**
 * When a price holds, and what it is.
 *
 * @param fromMillis since when, milliseconds since the epoch
 * @param dayStartMillis from which time of day, milliseconds since midnight UTC
 * @param dayEndMillis until which time of day, exclusive; before the start where the period spans
 *     midnight
 * @param base the price of a call with little input
 * @param tiers the prices of calls with more, ascending
 */
record Period(
    long fromMillis,
    long dayStartMillis,
    long dayEndMillis,
    ModelPrice base,
    List<Quote.Tier> tiers) {

  static final long DAY_MILLIS = 86_400_000;

  static Period always(ModelPrice price) {
    return new Period(Long.MIN_VALUE, 0, DAY_MILLIS, price, List.of());
  }

  boolean holdsAt(long timeMillis) {
    return timeMillis >= fromMillis && holdsAtTimeOfDay(Math.floorMod(timeMillis, DAY_MILLIS));
  }

  private boolean holdsAtTimeOfDay(long millis) {
    return dayEndMillis < dayStartMillis
        ? millis >= dayStartMillis || millis < dayEndMillis
        : millis >= dayStartMillis && millis < dayEndMillis;
  }

  /**
   * The tier's price is that of all tokens of the call, not only of those above its start: so bill
   * the providers that have tiers, and so computes the package the book comes from.
   */
  ModelPrice priceOf(long inputTokens) {
    ModelPrice price = base;
    for (Quote.Tier tier : tiers) {
      if (inputTokens > tier.aboveInputTokens()) {
        price = tier.price();
      }
    }
    return price;
  }

  boolean isFree() {
    return base.equals(ModelPrice.FREE) && tiers.isEmpty();
  }
}
