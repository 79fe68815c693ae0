/**
 * A trace's spans, read from messages, to charges: which spans are charged, to which agent and
 * task, and what changes when more of the trace becomes known. Pure: no Kafka, no clock.
 */
@NullMarked
package dev.spendbreaker.trace;

import org.jspecify.annotations.NullMarked;
