package dev.spendbreaker.otlp;

/**
 * One encoding of OTLP trace data. First the spans of a message are found, which proves its
 * structure; then each is read by itself, so that what is wrong within one does not touch the rest.
 *
 * <p>An attribute that is there twice counts as its last value, in both encodings.
 */
sealed interface MessageFormat permits ProtobufFormat, JsonFormat {
  /**
   * Finds the resources and spans of a message.
   *
   * @throws MalformedOtlpException if the message is not of this format or its structure is broken
   */
  void index(byte[] message, SpanIndex index) throws MalformedOtlpException;

  /**
   * Adds the attributes of the resource at an offset of the index.
   *
   * @throws MalformedOtlpException if the content of the resource is broken
   */
  void readResource(byte[] message, int offset, AttributeBuffer into) throws MalformedOtlpException;

  /**
   * Fills a cleared span with the one at an offset of the index.
   *
   * @throws MalformedOtlpException if the content of the span is broken
   */
  void readSpan(byte[] message, int offset, SpanBuffer into) throws MalformedOtlpException;
}
