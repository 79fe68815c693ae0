package dev.spendbreaker.http;

import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whether a message has exactly one trace, and how many of its spans cannot be used. */
final class TraceSummary implements SpanHandler {
  private boolean anyTrace;
  private boolean severalTraces;
  private long traceIdHigh;
  private long traceIdLow;
  private long unusable;
  private String firstReason = "";

  @Override
  public void span(SpanView span) {
    severalTraces |=
        anyTrace && (span.traceIdHigh() != traceIdHigh || span.traceIdLow() != traceIdLow);
    anyTrace = true;
    traceIdHigh = span.traceIdHigh();
    traceIdLow = span.traceIdLow();
  }

  @Override
  public void unusable(String reason) {
    if (unusable++ == 0) {
      firstReason = reason;
    }
  }

  /** The 16 bytes of the trace id where there is exactly one trace, else null. */
  byte @Nullable [] key() {
    return anyTrace && !severalTraces
        ? ByteBuffer.allocate(16).putLong(traceIdHigh).putLong(traceIdLow).array()
        : null;
  }

  long unusable() {
    return unusable;
  }

  String message() {
    return unusable + " of the spans cannot be charged; the first: " + firstReason;
  }
}
