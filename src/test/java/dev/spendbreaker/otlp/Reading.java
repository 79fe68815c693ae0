package dev.spendbreaker.otlp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a message and keeps what the handler was told, in order. */
final class Reading implements SpanHandler {
  /** A span that was handed over as unusable. */
  record Unusable(String reason) {}

  private final AttributeKeys keys;
  private final List<Object> results = new ArrayList<>();

  private Reading(AttributeKeys keys) {
    this.keys = keys;
  }

  static Reading of(byte[] message, @Nullable String contentType, AttributeKeys keys)
      throws MalformedOtlpException {
    return of(message, contentType, keys, new OtlpReader(keys));
  }

  static Reading of(
      byte[] message, @Nullable String contentType, AttributeKeys keys, OtlpReader reader)
      throws MalformedOtlpException {
    Reading reading = new Reading(keys);
    try {
      reader.read(message, contentType, reading);
    } catch (MalformedOtlpException e) {
      if (!reading.results.isEmpty()) {
        throw new AssertionError("malformed, but spans were handed over before", e);
      }
      throw e;
    }
    return reading;
  }

  static Reading of(byte[] message, String... keys) throws MalformedOtlpException {
    return of(message, null, AttributeKeys.of(List.of(keys)));
  }

  /** {@link ReadSpan} and {@link Unusable}, in the order of the message. */
  List<Object> results() {
    return results;
  }

  List<ReadSpan> spans() {
    return results.stream().filter(ReadSpan.class::isInstance).map(ReadSpan.class::cast).toList();
  }

  List<String> reasons() {
    return results.stream()
        .filter(Unusable.class::isInstance)
        .map(result -> ((Unusable) result).reason())
        .toList();
  }

  ReadSpan onlySpan() {
    if (results.size() != 1 || spans().isEmpty()) {
      throw new AssertionError("one span expected, but: " + results);
    }
    return spans().get(0);
  }

  @Override
  public void span(SpanView span) {
    results.add(ReadSpan.of(span, keys));
  }

  @Override
  public void unusable(String reason) {
    results.add(new Unusable(reason));
  }
}
