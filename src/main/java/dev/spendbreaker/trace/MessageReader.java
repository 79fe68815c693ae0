package dev.spendbreaker.trace;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.MalformedOtlpException;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.usage.UsageReader;
import dev.spendbreaker.usage.UsageSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads OTLP messages: one {@link TraceBatch} for each trace of a message. Not thread-safe. */
public final class MessageReader {
  private final OtlpReader otlp;
  private final SpanCollector spans;

  public MessageReader(UsageSettings settings) {
    UsageReader usage = new UsageReader(settings);
    otlp = new OtlpReader(AttributeKeys.of(usage.keys()));
    spans = new SpanCollector(usage);
  }

  /**
   * Reads a message in place of the one before.
   *
   * @param contentType as it was sent with the message; null where none was
   * @return why the message or a part of it cannot be used; null where all of it can
   */
  public @Nullable String read(byte @Nullable [] message, @Nullable String contentType) {
    spans.clear();
    if (message == null) {
      return "empty record: expected an OTLP trace message, protobuf or JSON";
    }
    try {
      otlp.read(message, contentType, spans);
    } catch (MalformedOtlpException e) {
      spans.clear();
      return String.valueOf(e.getMessage());
    }
    return spans.hasUnusable() ? spans.unusableReason() : null;
  }

  /** How many spans of the message that was read last are Spendbreaker's own, and left out. */
  public int ownSpans() {
    return spans.ownSpans();
  }

  /** What can be used of the message that was read last. */
  public List<TraceBatch> batches() {
    return spans.batches();
  }
}
