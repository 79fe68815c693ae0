/** The HTTP surfaces on real sockets, with fakes behind them. */
@NullMarked
package dev.spendbreaker.http;

import org.jspecify.annotations.NullMarked;
