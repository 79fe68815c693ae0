package dev.spendbreaker.replay;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceOverride;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a replay.
 *
 * @param policies to be in force
 * @param prices in place of all others
 * @param fromMillis when the policies come into force, milliseconds since the epoch; null for when
 *     the first message arrived
 * @param toMillis when it ends; null for as late as there is something known
 */
public record ReplayRequest(
    List<Policy> policies,
    List<PriceOverride> prices,
    @Nullable Long fromMillis,
    @Nullable Long toMillis) {

  /** The prices of these models, which those asked for replace; by key. */
  public Map<String, ModelPrice> with(Map<String, ModelPrice> set) {
    Map<String, ModelPrice> all = new HashMap<>(set);
    prices.forEach(price -> all.put(price.key(), price.price()));
    return all;
  }

  /** Whether a message that arrived at an instant counts as one of the period. */
  public boolean isWithin(long millis) {
    return (fromMillis == null || millis >= fromMillis) && (toMillis == null || millis <= toMillis);
  }
}
