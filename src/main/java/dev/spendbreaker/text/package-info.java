/** Texts for people: small helpers that any package may use. */
@NullMarked
package dev.spendbreaker.text;

import org.jspecify.annotations.NullMarked;
