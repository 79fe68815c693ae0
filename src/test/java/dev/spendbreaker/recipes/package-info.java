/** The recipes of the documents, run as a newcomer would run them. */
@NullMarked
package dev.spendbreaker.recipes;

import org.jspecify.annotations.NullMarked;
