package dev.spendbreaker.query;

import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.UnpricedModel;
import java.util.List;

/**
 * What may be asked of prices.
 *
 * <p>Every method throws {@link NotReadyException} while the stores it needs cannot be read.
 */
public interface PriceQueries {
  /** The prices that are set, by key. */
  List<PriceOverride> overrides();

  /**
   * The prices of spans that arrive now: the bundled ones, and in their place those that are set.
   */
  PriceBook priceBook();

  /** Whether every partition here has taken in this revision of a price, or a later one. */
  boolean isPriceInForce(String key, long revision);

  /** Whether no partition here has the price, or only a revision later than this deletion. */
  boolean isPriceGone(String key, long revision);

  /** The models whose calls had no price, the most calls first. */
  List<UnpricedModel> unpricedModels();
}
