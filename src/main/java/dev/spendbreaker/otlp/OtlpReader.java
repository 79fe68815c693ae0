package dev.spendbreaker.otlp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the spans of OTLP trace data, an {@code ExportTraceServiceRequest} or {@code TracesData} in
 * protobuf or JSON.
 *
 * <p>Not thread-safe; reusable, and meant to be: the spans it hands over are views of one buffer.
 */
public final class OtlpReader {
  private final SpanIndex index = new SpanIndex();
  private final ProtobufFormat protobuf;
  private final JsonFormat json;
  private final SpanBuffer span;

  /** A reader of spans with the attributes that are {@code wanted}, of span and resource. */
  public OtlpReader(AttributeKeys wanted) {
    protobuf = new ProtobufFormat(wanted);
    json = new JsonFormat(wanted);
    span = new SpanBuffer(wanted.size());
  }

  /**
   * Hands over every span of a message. Either the structure of the message is sound and every span
   * goes to the handler, usable or not; or the handler sees nothing.
   *
   * <p>A span is unusable if its trace id or span id is missing, all zero or of a wrong length, its
   * parent's id is of a wrong length, or its own content or its resource's is broken.
   *
   * @param contentType the value of a content-type header, or null; where it names JSON or protobuf
   *     it decides, else the content does
   * @throws MalformedOtlpException if the message is not OTLP trace data
   */
  public void read(byte[] message, @Nullable String contentType, SpanHandler handler)
      throws MalformedOtlpException {
    MessageFormat format = index(message, contentType);
    int resource = 0;
    int next = 0;
    for (int group = 0; group < index.groups(); group++) {
      String problem = readResources(format, message, resource, index.resourcesEnd(group));
      if (problem == null) {
        handler.resource(span.resource());
      }
      resource = index.resourcesEnd(group);
      for (; next < index.spansEnd(group); next++) {
        readSpan(format, message, index.span(next), problem, handler);
      }
    }
  }

  private MessageFormat index(byte[] message, @Nullable String contentType)
      throws MalformedOtlpException {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.contains("json")) {
      return indexAs(json, message);
    }
    if (type.contains("protobuf") || !JsonFormat.isLikely(message)) {
      return indexAs(protobuf, message);
    }
    return message[0] == '\n' ? indexAsEither(message) : indexAs(json, message);
  }

  /**
   * A line feed and a brace are also how protobuf begins whose first resource spans are 123 bytes
   * long. JSON goes first, as nothing else passes for it.
   */
  private MessageFormat indexAsEither(byte[] message) throws MalformedOtlpException {
    try {
      return indexAs(json, message);
    } catch (MalformedOtlpException notJson) {
      return indexAsProtobufOr(notJson, message);
    }
  }

  private MessageFormat indexAsProtobufOr(MalformedOtlpException notJson, byte[] message)
      throws MalformedOtlpException {
    try {
      return indexAs(protobuf, message);
    } catch (MalformedOtlpException notProtobuf) {
      throw notJson;
    }
  }

  private MessageFormat indexAs(MessageFormat format, byte[] message)
      throws MalformedOtlpException {
    index.clear();
    format.index(message, index);
    return format;
  }

  /** Reads the resource of a group; returns what is wrong with it, or null. */
  private @Nullable String readResources(MessageFormat format, byte[] message, int from, int to) {
    span.resource().clear(message);
    try {
      for (int i = from; i < to; i++) {
        format.readResource(message, index.resource(i), span.resource());
      }
      return null;
    } catch (MalformedOtlpException e) {
      return "its resource is broken: " + e.problem();
    }
  }

  private void readSpan(
      MessageFormat format,
      byte[] message,
      int offset,
      @Nullable String resourceProblem,
      SpanHandler handler) {
    String problem = fillSpan(format, message, offset);
    if (problem == null) {
      problem = resourceProblem;
    }
    if (problem == null) {
      handler.span(span);
    } else {
      handler.unusable("span '" + Printable.of(span.name()) + "': " + problem);
    }
  }

  private @Nullable String fillSpan(MessageFormat format, byte[] message, int offset) {
    span.clear(message);
    try {
      format.readSpan(message, offset, span);
      return span.problem();
    } catch (MalformedOtlpException e) {
      return "its content is broken: " + e.problem();
    }
  }
}
