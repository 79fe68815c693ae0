package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.Arrays;

/** A scope's state as its store holds it, with the instant at which its timer is due. */
public final class Stamped {
  /** The instant of a scope that has no timer. */
  static final long NO_TIMER = 0;

  private static final int FORMAT = 1;
  private static final int HEAD = 1 + Long.BYTES;

  private final long millis;
  private final byte[] state;

  /**
   * @param millis when the scope's timer is due, milliseconds since the epoch, or {@link #NO_TIMER}
   * @param state as {@link ScopeState} encodes it
   */
  Stamped(long millis, byte[] state) {
    this.millis = millis;
    this.state = state;
  }

  /** Reads what {@link #encode} wrote. */
  public static Stamped decode(byte[] bytes) {
    long millis = head(new ByteReader(bytes));
    return new Stamped(millis, Arrays.copyOfRange(bytes, HEAD, bytes.length));
  }

  /** A reader at the first byte of the state in what {@link #encode} wrote; copies nothing. */
  public static ByteReader open(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    long unused = head(in);
    return in;
  }

  private static long head(ByteReader in) {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("stored state of unknown format " + format);
    }
    return in.readLong();
  }

  byte[] encode() {
    return new ByteWriter(HEAD + state.length)
        .writeByte(FORMAT)
        .writeLong(millis)
        .writeRaw(state, 0, state.length)
        .toByteArray();
  }

  long millis() {
    return millis;
  }

  /** To be read by {@link ScopeState#decode}. */
  public byte[] state() {
    return state;
  }
}
