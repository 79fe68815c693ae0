/** Decisions in memory, straight from the decisions topic, for whatever acts on them. */
@NullMarked
package dev.spendbreaker.gate;

import org.jspecify.annotations.NullMarked;
