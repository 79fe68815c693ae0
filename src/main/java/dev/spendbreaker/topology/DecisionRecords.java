package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A decision as a record: scope key, JSON document, and CloudEvents 1.0 headers in the binary mode
 * of the Kafka protocol binding.
 */
final class DecisionRecords {
  static final String TYPE = "dev.spendbreaker.budget.decision";

  private final String source;

  DecisionRecords(String source) {
    this.source = source;
  }

  Record<String, byte[]> of(Decision decision) {
    return new Record<>(
        decision.scope().key(),
        DecisionDocuments.write(decision),
        decision.decidedAtMillis(),
        headers(decision));
  }

  /** Says that a scope has been forgotten. */
  static Record<String, byte[]> tombstone(Scope scope, long nowMillis) {
    return new Record<>(scope.key(), null, nowMillis);
  }

  private Headers headers(Decision decision) {
    return new RecordHeaders()
        .add("ce_specversion", bytes("1.0"))
        .add("ce_id", bytes(decision.decisionId()))
        .add("ce_source", bytes(source))
        .add("ce_type", bytes(TYPE))
        .add("ce_subject", bytes(decision.scope().key()))
        .add("ce_time", bytes(Instant.ofEpochMilli(decision.decidedAtMillis()).toString()))
        .add("content-type", bytes("application/json"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
