/** The generated part of {@code topology-docs}, made from the code it describes. */
@NullMarked
package dev.spendbreaker.docs;

import org.jspecify.annotations.NullMarked;
