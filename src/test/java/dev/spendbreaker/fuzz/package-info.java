/** Records with faults in them, by the million, and good ones in between. */
@NullMarked
package dev.spendbreaker.fuzz;

import org.jspecify.annotations.NullMarked;
