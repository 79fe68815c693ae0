package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.DecisionLogs;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Forwards decisions, each under its scope key: to the decisions topic as a JSON document with
 * CloudEvents 1.0 headers in the binary mode of the Kafka protocol binding, and to the logs topic,
 * where there is one, as an OTLP log record.
 */
final class DecisionRecords {
  static final String TYPE = "dev.spendbreaker.budget.decision";

  private final ProcessorContext<String, byte[]> context;
  private final String source;
  private final boolean hasLogs;

  /**
   * To the sinks of a processor.
   *
   * @param source of the decisions, for their CloudEvents headers
   * @param hasLogs whether there is a sink for log records
   */
  DecisionRecords(ProcessorContext<String, byte[]> context, String source, boolean hasLogs) {
    this.context = context;
    this.source = source;
    this.hasLogs = hasLogs;
  }

  void forward(Decision decision) {
    String key = decision.scope().key();
    long time = decision.decidedAtMillis();
    context.forward(
        new Record<>(key, DecisionDocuments.write(decision), time, headers(decision)),
        Names.DECISIONS);
    if (hasLogs) {
      context.forward(new Record<>(key, DecisionLogs.write(decision), time), Names.LOGS);
    }
  }

  /** Says that a scope has been forgotten. */
  void forwardTombstone(Scope scope, long nowMillis) {
    context.forward(new Record<>(scope.key(), null, nowMillis), Names.DECISIONS);
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
