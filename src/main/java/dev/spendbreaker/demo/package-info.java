/**
 * The demo: simulated agents that emit real OTLP, one of them runaway, and a screen to watch them.
 */
@NullMarked
package dev.spendbreaker.demo;

import org.jspecify.annotations.NullMarked;
