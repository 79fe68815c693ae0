/** What the tests of several packages share. */
@NullMarked
package dev.spendbreaker.testing;

import org.jspecify.annotations.NullMarked;
