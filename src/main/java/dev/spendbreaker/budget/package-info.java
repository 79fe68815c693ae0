/**
 * Scopes, policies, windows, the ledger, evaluation and decisions. Pure: time is an argument, state
 * is passed in.
 */
@NullMarked
package dev.spendbreaker.budget;

import org.jspecify.annotations.NullMarked;
