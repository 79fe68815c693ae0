package dev.spendbreaker.topology;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Does work a slice of time at once, so that records have their turn in between. When none is left,
 * it costs nothing.
 */
final class Slices {
  /**
   * The longest of one slice. A thread gives one to each of its partitions in turn, and all
   * together hold up its records.
   */
  static final Duration LENGTH = Duration.ofMillis(10);

  /** Work that can be broken off and gone on with. */
  @FunctionalInterface
  interface Work {
    /**
     * Goes on at an instant, milliseconds since the epoch, until there is no more time.
     *
     * @return whether some is left
     */
    boolean advance(long nowMillis, BooleanSupplier hasTime);
  }

  private final ProcessorContext<?, ?> context;
  private final Duration interval;
  private final Work work;
  private final LongSupplier nanoTime;
  private @Nullable Cancellable next;

  /**
   * @param interval from the start of a slice to the start of the next; where it is {@link
   *     #LENGTH}, they follow each other as soon as the thread has looked for records
   * @param nanoTime measures slices; a task's own clock stands still during a punctuation
   */
  Slices(ProcessorContext<?, ?> context, Duration interval, Work work, LongSupplier nanoTime) {
    this.context = context;
    this.interval = interval;
    this.work = work;
    this.nanoTime = nanoTime;
  }

  /** Tells that there is work. */
  void begin() {
    if (next == null) {
      next = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::advance);
    }
  }

  /** Goes on with the work for one slice. */
  void advance(long nowMillis) {
    long end = nanoTime.getAsLong() + LENGTH.toNanos();
    if (work.advance(nowMillis, () -> nanoTime.getAsLong() - end < 0)) {
      begin();
    } else {
      stop();
    }
  }

  /** Leaves what is left undone. */
  void stop() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }
}
