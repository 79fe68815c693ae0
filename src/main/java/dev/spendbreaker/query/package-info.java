/**
 * Interactive queries: what the stores hold, for the surfaces. The only way to state for them;
 * hides stores, partitions and Kafka Streams.
 */
@NullMarked
package dev.spendbreaker.query;

import org.jspecify.annotations.NullMarked;
