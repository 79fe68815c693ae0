package dev.spendbreaker.otlp;

/** Takes what a reader finds, in the order of the message. */
public interface SpanHandler {
  /** The resource of the spans that follow. The view must not be kept. */
  default void resource(AttributeView resource) {}

  /** A span whose ids are usable. The view must not be kept. */
  void span(SpanView span);

  /** A span that cannot be used, with the reason in words; the rest of the message goes on. */
  void unusable(String reason);
}
