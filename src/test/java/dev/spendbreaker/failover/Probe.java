package dev.spendbreaker.failover;

/**
 * A call that brought about one decision.
 *
 * @param sentNanos when it was given to the producer
 * @param decidedNanos when a consumer of committed records had its decision
 */
public record Probe(long sentNanos, long decidedNanos) {
  long latenessNanos() {
    return decidedNanos - sentNanos;
  }
}
