/** JMH benchmarks; {@code mvn -Pbench test} runs them. */
@NullMarked
package dev.spendbreaker.bench;

import org.jspecify.annotations.NullMarked;
