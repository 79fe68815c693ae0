/**
 * What production does to a cluster, done to one: brokers and applications are killed, cut off and
 * halted while a known set of spans flows. Afterwards every figure must be that of a model which
 * nothing disturbs.
 */
@NullMarked
package dev.spendbreaker.chaos;

import org.jspecify.annotations.NullMarked;
