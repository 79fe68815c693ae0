package dev.spendbreaker.pricing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of the price book, or one a user has priced.
 *
 * @param provider the book's id of the provider
 * @param id the book's id of the model; unique within the provider
 * @param names the rules for its names: one must hold
 * @param periods its prices over time, the later the more specific; empty where it is not sold by
 *     the token
 */
record PricedModel(String provider, String id, List<NameRule> names, List<Period> periods) {

  static PricedModel always(String provider, String id, ModelPrice price) {
    return new PricedModel(provider, id, List.of(), List.of(Period.always(price)));
  }

  /** {@code provider/id}. */
  String key() {
    return provider + "/" + id;
  }

  boolean answersTo(String name) {
    return NameRule.anyHolds(names, name);
  }

  boolean isFree() {
    return !periods.isEmpty() && periods.stream().allMatch(Period::isFree);
  }

  /** The price of a call; null where the model is not sold by the token. */
  @Nullable ModelPrice priceAt(long endTimeMillis, long inputTokens) {
    Period period = periodAt(endTimeMillis);
    return period == null ? null : period.priceOf(inputTokens);
  }

  Quote quote(boolean isOverride, long timeMillis) {
    Period period = periodAt(timeMillis);
    return period == null
        ? new Quote(key(), isOverride, null, List.of())
        : new Quote(key(), isOverride, period.base(), List.copyOf(period.tiers()));
  }

  // The last that holds, else the first: as the package the book comes from does it.
  private @Nullable Period periodAt(long endTimeMillis) {
    for (int i = periods.size() - 1; i >= 0; i--) {
      if (periods.get(i).holdsAt(endTimeMillis)) {
        return periods.get(i);
      }
    }
    return periods.isEmpty() ? null : periods.get(0);
  }
}
