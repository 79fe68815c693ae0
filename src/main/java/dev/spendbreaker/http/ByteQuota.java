package dev.spendbreaker.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all requests together may hold. */
public final class ByteQuota {
  private final AtomicLong free;

  public ByteQuota(long bytes) {
    free = new AtomicLong(bytes);
  }

  /** What one request holds: nothing yet. */
  public Lease lease() {
    return new Lease();
  }

  /** What one request holds of the quota, until it is closed. */
  public final class Lease implements AutoCloseable {
    private final AtomicLong taken = new AtomicLong();

    /** A new lease with all that this one holds. */
    Lease handOver() {
      Lease successor = new Lease();
      successor.taken.set(taken.getAndSet(0));
      return successor;
    }

    /**
     * Takes more.
     *
     * @throws ProblemException where there is not so much left
     */
    void take(long bytes) {
      if (free.addAndGet(-bytes) < 0) {
        free.addAndGet(bytes);
        throw Problems.overloaded().exception();
      }
      taken.addAndGet(bytes);
    }

    /** Gives everything back; twice does no harm. */
    @Override
    public void close() {
      free.addAndGet(taken.getAndSet(0));
    }
  }
}
