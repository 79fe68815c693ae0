package dev.spendbreaker.pricing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, and where that is said.
 *
 * @param entry {@code provider/model}: of the book by its ids, or of an override by its key
 * @param isOverride whether it is not the book's
 * @param price of a call; null where the model is not sold by the token
 * @param tiers the prices, in place of {@code price}, of calls with more input; ascending
 */
public record Quote(
    String entry, boolean isOverride, @Nullable ModelPrice price, List<Tier> tiers) {

  /**
   * The price of a call whose input is longer than a number of tokens.
   *
   * @param aboveInputTokens all input counts, cached or not
   */
  public record Tier(long aboveInputTokens, ModelPrice price) {}
}
