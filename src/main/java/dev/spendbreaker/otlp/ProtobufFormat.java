package dev.spendbreaker.otlp;

import static dev.spendbreaker.otlp.WireCursor.FIXED64;
import static dev.spendbreaker.otlp.WireCursor.LENGTH_DELIMITED;
import static dev.spendbreaker.otlp.WireCursor.VARINT;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * OTLP protobuf, read selectively: what is not wanted is stepped over by its length and not
 * checked. Otherwise it reads what the generated classes read: unknown fields and known fields of a
 * wrong wire type are skipped, the last of repeated single values counts, messages merge. Unlike
 * them it takes invalid UTF-8, as U+FFFD, and refuses a varint of more than 10 bytes.
 */
final class ProtobufFormat implements MessageFormat {
  // Tags, field number << 3 | wire type, from opentelemetry-proto 1.11 (trace.proto, common.proto).
  private static final int TRACES_RESOURCE_SPANS = 1 << 3 | LENGTH_DELIMITED;
  private static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | LENGTH_DELIMITED;
  private static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | LENGTH_DELIMITED;
  private static final int SCOPE_SPANS_SPANS = 2 << 3 | LENGTH_DELIMITED;
  private static final int RESOURCE_ATTRIBUTES = 1 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_TRACE_ID = 1 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_SPAN_ID = 2 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_PARENT_SPAN_ID = 4 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_NAME = 5 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_START_TIME = 7 << 3 | FIXED64;
  private static final int SPAN_END_TIME = 8 << 3 | FIXED64;
  private static final int SPAN_ATTRIBUTES = 9 << 3 | LENGTH_DELIMITED;
  private static final int LOG_RECORD_TIME = 1 << 3 | FIXED64;
  private static final int LOG_RECORD_SEVERITY = 2 << 3 | VARINT;
  private static final int LOG_RECORD_OBSERVED_TIME = 11 << 3 | FIXED64;
  private static final int KEY_VALUE_KEY = 1 << 3 | LENGTH_DELIMITED;
  private static final int KEY_VALUE_VALUE = 2 << 3 | LENGTH_DELIMITED;
  private static final int ANY_STRING = 1 << 3 | LENGTH_DELIMITED;
  private static final int ANY_BOOL = 2 << 3 | VARINT;
  private static final int ANY_INT = 3 << 3 | VARINT;
  private static final int ANY_DOUBLE = 4 << 3 | FIXED64;
  private static final int ANY_ARRAY = 5 << 3 | LENGTH_DELIMITED;
  private static final int ANY_KVLIST = 6 << 3 | LENGTH_DELIMITED;
  private static final int ANY_BYTES = 7 << 3 | LENGTH_DELIMITED;
  private static final int ANY_STRING_INDEX = 8 << 3 | VARINT;

  private static final VarHandle BIG_ENDIAN_WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final AttributeKeys wanted;
  private final WireCursor cursor = new WireCursor();

  ProtobufFormat(AttributeKeys wanted) {
    this.wanted = wanted;
  }

  @Override
  public void index(byte[] message, SpanIndex index) throws MalformedOtlpException {
    cursor.reset(message, 0);
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == TRACES_RESOURCE_SPANS) {
        indexResourceSpans(index);
      } else {
        cursor.skip(tag);
      }
    }
    if (index.groups() == 0) {
      throw MalformedOtlpException.withoutResourceSpans(message);
    }
    if (index.spans() > 0 && isLogRecord(message, index.span(0))) {
      throw MalformedOtlpException.ofOtherSignal("log records");
    }
  }

  /**
   * Logs have the structure of traces, with a log record for a span. The two give some field
   * numbers different wire types, the first of them to a time and to a trace id.
   */
  private boolean isLogRecord(byte[] message, int offset) {
    try {
      cursor.reset(message, offset);
      cursor.enter();
      while (cursor.hasMore()) {
        int tag = cursor.readTag();
        switch (tag) {
          case SPAN_TRACE_ID -> {
            return false;
          }
          case LOG_RECORD_TIME, LOG_RECORD_SEVERITY, LOG_RECORD_OBSERVED_TIME -> {
            return true;
          }
          default -> cursor.skip(tag);
        }
      }
      return false;
    } catch (MalformedOtlpException e) {
      return false;
    }
  }

  private void indexResourceSpans(SpanIndex index) throws MalformedOtlpException {
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == RESOURCE_SPANS_SCOPE_SPANS) {
        indexScopeSpans(index);
      } else {
        if (tag == RESOURCE_SPANS_RESOURCE) {
          index.addResource(cursor.position());
        }
        cursor.skip(tag);
      }
    }
    index.endGroup();
    cursor.leave(outer);
  }

  private void indexScopeSpans(SpanIndex index) throws MalformedOtlpException {
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == SCOPE_SPANS_SPANS) {
        index.addSpan(cursor.position());
      }
      cursor.skip(tag);
    }
    cursor.leave(outer);
  }

  @Override
  public void readResource(byte[] message, int offset, AttributeBuffer into)
      throws MalformedOtlpException {
    cursor.reset(message, offset);
    cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == RESOURCE_ATTRIBUTES) {
        readAttribute(message, into);
      } else {
        cursor.skip(tag);
      }
    }
  }

  @Override
  public void readSpan(byte[] message, int offset, SpanBuffer into) throws MalformedOtlpException {
    cursor.reset(message, offset);
    cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case SPAN_TRACE_ID -> readTraceId(message, into);
        case SPAN_SPAN_ID -> readSpanId(message, into);
        case SPAN_PARENT_SPAN_ID -> readParentSpanId(message, into);
        case SPAN_NAME -> readName(into);
        case SPAN_START_TIME -> into.setStartTimeUnixNano(cursor.readFixed64());
        case SPAN_END_TIME -> into.setEndTimeUnixNano(cursor.readFixed64());
        case SPAN_ATTRIBUTES -> readAttribute(message, into.attributes());
        default -> cursor.skip(tag);
      }
    }
  }

  private void readTraceId(byte[] message, SpanBuffer into) throws MalformedOtlpException {
    int length = cursor.readLength();
    int offset = cursor.position();
    cursor.skipBytes(length);
    if (length == 16) {
      into.setTraceId(bigEndian(message, offset), bigEndian(message, offset + 8));
    } else {
      into.setTraceIdProblem("trace id has " + length + " bytes, must be 16");
    }
  }

  private void readSpanId(byte[] message, SpanBuffer into) throws MalformedOtlpException {
    int length = cursor.readLength();
    int offset = cursor.position();
    cursor.skipBytes(length);
    if (length == 8) {
      into.setSpanId(bigEndian(message, offset));
    } else {
      into.setSpanIdProblem("span id has " + length + " bytes, must be 8");
    }
  }

  private void readParentSpanId(byte[] message, SpanBuffer into) throws MalformedOtlpException {
    int length = cursor.readLength();
    int offset = cursor.position();
    cursor.skipBytes(length);
    if (length == 8 || length == 0) {
      into.setParentSpanId(length == 0 ? 0 : bigEndian(message, offset));
    } else {
      into.setParentSpanIdProblem("parent span id has " + length + " bytes, must be 8 or none");
    }
  }

  private void readName(SpanBuffer into) throws MalformedOtlpException {
    int length = cursor.readLength();
    into.setName(cursor.position(), length);
    cursor.skipBytes(length);
  }

  /** Reads a KeyValue: its key, wherever it stands, and only if that is wanted its value. */
  private void readAttribute(byte[] message, AttributeBuffer into) throws MalformedOtlpException {
    int outer = cursor.enter();
    int start = cursor.position();
    if (!readUsualAttribute(message, into)) {
      cursor.rewind(start);
      readUnusualAttribute(message, into);
    }
    cursor.leave(outer);
  }

  /** Reads a KeyValue as senders write it: the key, then the value. False if it is not so. */
  private boolean readUsualAttribute(byte[] message, AttributeBuffer into)
      throws MalformedOtlpException {
    if (!cursor.skipTag(KEY_VALUE_KEY)) {
      return false;
    }
    int key = readKey(message);
    if (!cursor.skipTag(KEY_VALUE_VALUE) || cursor.readLength() != cursor.remaining()) {
      return false;
    }
    if (key >= 0) {
      into.setNone(key);
      readAnyValueFields(into, key);
    }
    return true;
  }

  /** Reads a KeyValue whose fields are in another order, repeated, missing or unknown. */
  private void readUnusualAttribute(byte[] message, AttributeBuffer into)
      throws MalformedOtlpException {
    int start = cursor.position();
    int key = readLastKey(message);
    if (key >= 0) {
      cursor.rewind(start);
      into.setNone(key);
      readValues(into, key);
    }
  }

  private int readLastKey(byte[] message) throws MalformedOtlpException {
    int key = -1;
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == KEY_VALUE_KEY) {
        key = readKey(message);
      } else {
        cursor.skip(tag);
      }
    }
    return key;
  }

  private int readKey(byte[] message) throws MalformedOtlpException {
    int length = cursor.readLength();
    int key = wanted.match(message, cursor.position(), length);
    cursor.skipBytes(length);
    return key;
  }

  private void readValues(AttributeBuffer into, int key) throws MalformedOtlpException {
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == KEY_VALUE_VALUE) {
        readAnyValue(into, key);
      } else {
        cursor.skip(tag);
      }
    }
  }

  private void readAnyValue(AttributeBuffer into, int key) throws MalformedOtlpException {
    int outer = cursor.enter();
    readAnyValueFields(into, key);
    cursor.leave(outer);
  }

  private void readAnyValueFields(AttributeBuffer into, int key) throws MalformedOtlpException {
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case ANY_STRING -> readString(into, key);
        case ANY_BOOL -> into.setBool(key, cursor.readVarint() != 0);
        case ANY_INT -> into.setInt(key, cursor.readVarint());
        case ANY_DOUBLE -> into.setDouble(key, Double.longBitsToDouble(cursor.readFixed64()));
        case ANY_ARRAY, ANY_KVLIST, ANY_BYTES, ANY_STRING_INDEX -> {
          into.setOther(key);
          cursor.skip(tag);
        }
        default -> cursor.skip(tag);
      }
    }
  }

  private void readString(AttributeBuffer into, int key) throws MalformedOtlpException {
    int length = cursor.readLength();
    into.setString(key, cursor.position(), length);
    cursor.skipBytes(length);
  }

  private static long bigEndian(byte[] message, int offset) {
    return (long) BIG_ENDIAN_WORD.get(message, offset);
  }
}
