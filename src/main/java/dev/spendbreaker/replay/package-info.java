/**
 * What-if: spans of the past, charged and held against policies that were not in force then, by the
 * same core that decides now. Nothing is written, and no state but its own is touched.
 */
@NullMarked
package dev.spendbreaker.replay;

import org.jspecify.annotations.NullMarked;
