/**
 * The Kafka Streams application: three sub-topologies (read, settle, ledger), their processors,
 * stores and serdes, and every name. Processors translate between Kafka and the pure packages,
 * nothing more.
 */
@NullMarked
package dev.spendbreaker.topology;

import org.jspecify.annotations.NullMarked;
