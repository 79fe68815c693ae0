/**
 * Spendbreaker: a circuit breaker for what AI agents spend.
 *
 * <p>Read the packages in the order the data flows: {@code otlp}, {@code usage}, {@code pricing},
 * {@code trace}, {@code budget}, {@code topology}, {@code query}, {@code http}.
 */
@NullMarked
package dev.spendbreaker;

import org.jspecify.annotations.NullMarked;
