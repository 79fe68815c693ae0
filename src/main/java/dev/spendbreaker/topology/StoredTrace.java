package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.Arrays;

/** A trace as its store holds it: the state of the pure core, and what the topology knows of it. */
public final class StoredTrace {
  private static final int FORMAT = 2;

  private final long lastArrivalMillis;
  private final int fedShapes;
  private final byte[] state;

  /**
   * @param lastArrivalMillis when a span of it arrived last, milliseconds since the epoch
   * @param fedShapes how many of the named shapes its charges have fed, by {@link Shapes}
   * @param state the bytes of the core, which begin with a format byte of their own
   */
  StoredTrace(long lastArrivalMillis, int fedShapes, byte[] state) {
    this.lastArrivalMillis = lastArrivalMillis;
    this.fedShapes = fedShapes;
    this.state = state;
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else, or of an unknown format
   */
  public static StoredTrace decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a stored trace of unknown format " + format);
    }
    long lastArrivalMillis = in.readLong();
    int fedShapes = in.readCount();
    int head = bytes.length - in.remaining();
    return new StoredTrace(
        lastArrivalMillis, fedShapes, Arrays.copyOfRange(bytes, head, bytes.length));
  }

  byte[] encode() {
    return new ByteWriter(16 + state.length)
        .writeByte(FORMAT)
        .writeLong(lastArrivalMillis)
        .writeVarint(fedShapes)
        .writeRaw(state, 0, state.length)
        .toByteArray();
  }

  /** The same, having fed more shapes. */
  StoredTrace fed(int shapes) {
    return new StoredTrace(lastArrivalMillis, shapes, state);
  }

  long lastArrivalMillis() {
    return lastArrivalMillis;
  }

  int fedShapes() {
    return fedShapes;
  }

  /** The bytes of the core. */
  public byte[] state() {
    return state;
  }
}
