@NullMarked
package dev.spendbreaker.mcp;

import org.jspecify.annotations.NullMarked;
