/**
 * Benchmarks. {@link dev.spendbreaker.bench.Bench} measures whole processes ({@code ./spendbreaker
 * bench}); the classes whose names end in Benchmark are JMH's ({@code mvn -Pbench test}).
 */
@NullMarked
package dev.spendbreaker.bench;

import org.jspecify.annotations.NullMarked;
