package dev.spendbreaker.http;

import java.time.Duration;

/**
 * How long a server waits.
 *
 * @param client for a silent client, and for the whole of a request's body
 * @param kafka for Kafka to acknowledge what was written, and again for a policy to be in force
 */
record Timeouts(Duration client, Duration kafka) {
  static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(10));
}
