/**
 * Tokens to money: the bundled price book, the names models and providers go by in telemetry, and
 * the prices a user puts in their place. Start at {@link dev.spendbreaker.pricing.PriceBook}.
 */
@NullMarked
package dev.spendbreaker.pricing;

import org.jspecify.annotations.NullMarked;
