package dev.spendbreaker.otlp;

import static dev.spendbreaker.otlp.JsonWalk.forEachField;
import static dev.spendbreaker.otlp.JsonWalk.forEachObject;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the resources and spans of one JSON message, and with that proves its syntax. */
final class JsonIndexer {
  private final JsonParser parser;

  /** Where in the message the parser began. */
  private final int start;

  private final SpanIndex index;
  private boolean hasResourceSpans;

  /** What the message holds of another signal; null where there is nothing. */
  private @Nullable String otherSignal;

  JsonIndexer(JsonParser parser, int start, SpanIndex index) {
    this.parser = parser;
    this.start = start;
    this.index = index;
  }

  /** Returns whether the message has resource spans, be it an empty list of them. */
  boolean index() throws IOException, MalformedOtlpException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedOtlpException("the JSON is not an object");
    }
    forEachField(parser, this::indexMessageField);
    if (parser.nextToken() != null) {
      throw new MalformedOtlpException("more than one JSON value, the second at byte " + offset());
    }
    if (!hasResourceSpans && otherSignal != null) {
      throw MalformedOtlpException.ofOtherSignal(otherSignal);
    }
    return hasResourceSpans;
  }

  private void indexMessageField(String field) throws IOException {
    switch (field) {
      case "resourceSpans", "resource_spans" -> {
        JsonToken token = parser.currentToken();
        hasResourceSpans |= token == JsonToken.START_ARRAY || token == JsonToken.VALUE_NULL;
        forEachObject(parser, this::indexResourceSpans);
      }
      case "resourceLogs", "resource_logs" -> skipOtherSignal("log records");
      case "resourceMetrics", "resource_metrics" -> skipOtherSignal("metrics");
      default -> parser.skipChildren();
    }
  }

  private void skipOtherSignal(String what) throws IOException {
    otherSignal = what;
    parser.skipChildren();
  }

  private void indexResourceSpans() throws IOException {
    forEachField(
        parser,
        field -> {
          switch (field) {
            case "resource" -> indexResource();
            case "scopeSpans", "scope_spans" -> forEachObject(parser, this::indexScopeSpans);
            default -> parser.skipChildren();
          }
        });
    index.endGroup();
  }

  private void indexResource() throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      index.addResource(offset());
    }
    parser.skipChildren();
  }

  private void indexScopeSpans() throws IOException {
    forEachField(
        parser,
        field -> {
          switch (field) {
            case "spans" -> forEachObject(parser, this::indexSpan);
            default -> parser.skipChildren();
          }
        });
  }

  private void indexSpan() throws IOException {
    index.addSpan(offset());
    parser.skipChildren();
  }

  /** Where in the message the current token begins. */
  private int offset() {
    return start + (int) parser.currentTokenLocation().getByteOffset();
  }
}
