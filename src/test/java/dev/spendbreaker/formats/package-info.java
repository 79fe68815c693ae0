/** Bytes that earlier versions have written, which every later one must read. */
@NullMarked
package dev.spendbreaker.formats;

import org.jspecify.annotations.NullMarked;
