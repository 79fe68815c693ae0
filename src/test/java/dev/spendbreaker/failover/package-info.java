/** What instances that end, start or die cost in time; and that they cost nothing else. */
@NullMarked
package dev.spendbreaker.failover;

import org.jspecify.annotations.NullMarked;
