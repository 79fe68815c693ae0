/**
 * The compact binary form that state stores and internal topics hold: a reader and a writer of
 * variable-length integers and strings.
 */
@NullMarked
package dev.spendbreaker.bytes;

import org.jspecify.annotations.NullMarked;
