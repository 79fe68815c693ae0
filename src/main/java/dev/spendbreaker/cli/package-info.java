/** The {@code spendbreaker} command. */
@NullMarked
package dev.spendbreaker.cli;

import org.jspecify.annotations.NullMarked;
