/** Tokens to money. */
@NullMarked
package dev.spendbreaker.pricing;

import org.jspecify.annotations.NullMarked;
