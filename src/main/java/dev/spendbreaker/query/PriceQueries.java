package dev.spendbreaker.query;

import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import java.util.List;

/**
 * What may be asked of prices, whichever instance keeps them.
 *
 * <p>Every method may wait for other instances, for the setting {@code instance.timeout}, and
 * throws {@link NotReadyException} while what it needs cannot be read anywhere.
 */
public interface PriceQueries {
  /** The prices that are set, by key. */
  List<PriceOverride> overrides();

  /**
   * The prices of spans that arrive now: the bundled ones, and in their place those that are set.
   */
  PriceBook priceBook();

  /** The models whose calls had no price. */
  UnpricedModels unpricedModels();
}
