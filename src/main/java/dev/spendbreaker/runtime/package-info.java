/** What the application needs around its streams: the topics, created and checked. */
@NullMarked
package dev.spendbreaker.runtime;

import org.jspecify.annotations.NullMarked;
