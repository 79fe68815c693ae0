package dev.spendbreaker.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads protobuf's wire format in place. It stands in a frame, the bytes of one message, and never
 * reads past its end; what would is a {@link MalformedOtlpException} with the byte offset.
 */
final class WireCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  /** As deep as the generated classes follow nested groups. */
  static final int MAX_GROUP_DEPTH = 100;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;

  /** Stands at an offset of a message; the whole message is the frame. */
  void reset(byte[] message, int offset) {
    bytes = message;
    position = offset;
    limit = message.length;
  }

  boolean hasMore() {
    return position < limit;
  }

  /** Bytes left in the frame. */
  int remaining() {
    return limit - position;
  }

  int position() {
    return position;
  }

  /** Goes back to a position of the current frame. */
  void rewind(int earlier) {
    position = earlier;
  }

  /** Reads a length and makes that many bytes the frame; returns what {@link #leave} needs. */
  int enter() throws MalformedOtlpException {
    int length = readLength();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Goes on behind the current frame, in the one around it. */
  void leave(int outer) {
    position = limit;
    limit = outer;
  }

  /** Field number and wire type: {@code number << 3 | type}. */
  int readTag() throws MalformedOtlpException {
    int start = position;
    int tag = (int) readVarint();
    if (tag >>> 3 == 0) {
      throw new MalformedOtlpException("field number 0 at byte " + start);
    }
    return tag;
  }

  /** Skips a tag if it is the next field's, in the one byte that tags of low numbers take. */
  boolean skipTag(int tag) {
    boolean isNext = position < limit && bytes[position] == tag;
    position += isNext ? 1 : 0;
    return isNext;
  }

  long readVarint() throws MalformedOtlpException {
    if (position < limit) {
      byte first = bytes[position];
      if (first >= 0) {
        position++;
        return first;
      }
    }
    return readLongVarint();
  }

  /** A length that fits in the frame. Its upper 32 bits are dropped, as protobuf says. */
  int readLength() throws MalformedOtlpException {
    int start = position;
    int length = (int) readVarint();
    if (length < 0 || length > remaining()) {
      throw new MalformedOtlpException(
          "a length of %d at byte %d does not fit: %d bytes are left"
              .formatted(length, start, remaining()));
    }
    return length;
  }

  long readFixed64() throws MalformedOtlpException {
    int start = position;
    advance(Long.BYTES);
    return (long) WORD.get(bytes, start);
  }

  /** Skips the field whose tag was just read. */
  void skip(int tag) throws MalformedOtlpException {
    skip(tag, 0);
  }

  /** Moves on by a count that {@link #readLength} returned. */
  void skipBytes(int count) {
    position += count;
  }

  private void skip(int tag, int depth) throws MalformedOtlpException {
    switch (tag & 7) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(8);
      case LENGTH_DELIMITED -> skipBytes(readLength());
      case START_GROUP -> skipGroup(tag, depth + 1);
      case FIXED32 -> advance(4);
      default ->
          throw new MalformedOtlpException(
              "unexpected wire type " + (tag & 7) + " before byte " + position);
    }
  }

  private void skipGroup(int startTag, int depth) throws MalformedOtlpException {
    if (depth > MAX_GROUP_DEPTH) {
      throw new MalformedOtlpException("too many nested groups at byte " + position);
    }
    int endTag = (startTag & ~7) | END_GROUP;
    for (int tag = readTag(); tag != endTag; tag = readTag()) {
      skip(tag, depth);
    }
  }

  private void advance(int count) throws MalformedOtlpException {
    if (remaining() < count) {
      throw endsEarly();
    }
    position += count;
  }

  private long readLongVarint() throws MalformedOtlpException {
    int start = position;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == limit) {
        throw endsEarly();
      }
      byte next = bytes[position++];
      if (shift < 64) {
        value |= (long) (next & 0x7F) << shift;
      }
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedOtlpException("a varint longer than 10 bytes at byte " + start);
  }

  private MalformedOtlpException endsEarly() {
    return new MalformedOtlpException("a field is cut off at byte " + limit);
  }
}
