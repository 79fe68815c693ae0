package dev.spendbreaker.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing buffer that refuses to grow beyond a limit, and beyond what its lease may have. Grows
 * with what really arrives: a length that is only announced holds no memory.
 */
public final class BoundedBuffer {
  private static final int FIRST_CAPACITY = 16 << 10;

  private final int limit;
  private final Problem tooLarge;
  private final ByteQuota.Lease lease;
  private int target;
  private byte[] buffer = new byte[0];
  private int length;

  /**
   * @param limit the most bytes it takes
   * @param tooLarge what to say to one that sends more
   */
  public BoundedBuffer(int limit, Problem tooLarge, ByteQuota.Lease lease) {
    this.limit = limit;
    this.tooLarge = tooLarge;
    this.lease = lease;
    this.target = limit;
  }

  /**
   * Tells how much will come.
   *
   * @param announced in bytes; -1 where that is not known
   * @throws ProblemException where that is too much
   */
  void expect(long announced) {
    if (announced > limit) {
      throw tooLarge.exception();
    }
    target = announced < 0 ? limit : (int) announced;
  }

  /**
   * Adds bytes.
   *
   * @throws ProblemException where they are too many, here or over all requests
   */
  void append(ByteBuffer more) {
    int count = more.remaining();
    if (count > limit - length) {
      throw tooLarge.exception();
    }
    reserve(length + count);
    more.get(buffer, length, count);
    length += count;
  }

  /** What was added. */
  byte[] toArray() {
    return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
  }

  private void reserve(int wanted) {
    if (wanted > buffer.length) {
      int doubled = (int) Math.min(target, Math.max(FIRST_CAPACITY, 2L * buffer.length));
      int capacity = Math.max(wanted, doubled);
      lease.take(capacity - buffer.length);
      buffer = Arrays.copyOf(buffer, capacity);
    }
  }
}
