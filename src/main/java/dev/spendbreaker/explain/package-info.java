/**
 * Captures explained: files of OTLP spans settled as the running application would, and for each
 * span what was charged to whom by which rule, for people and as JSON.
 */
@NullMarked
package dev.spendbreaker.explain;

import org.jspecify.annotations.NullMarked;
