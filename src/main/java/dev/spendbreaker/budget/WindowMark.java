package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;

/**
 * What a scope spent before a window begins: what it spent in the window is the rest. It is worked
 * out of buckets once, when a policy first asks for the window, is kept exact by every charge, and
 * moves on with time, so that no charge costs more in a longer window.
 */
final class WindowMark {
  /** The end of a rolling window, which never ends. */
  private static final long NEVER = Long.MAX_VALUE;

  private final Window window;
  private long start;
  private Usage before;
  private long end;
  private Usage beforeEnd = Usage.ZERO;

  private WindowMark(Window window, long start, Usage before, long end) {
    this.window = window;
    this.start = start;
    this.before = before;
    this.end = end;
  }

  /** The mark of a window that nobody asked for until now. */
  static WindowMark at(Window window, ScopeState state, BucketView buckets, long nowMillis) {
    WindowMark mark = new WindowMark(window, NEVER, Usage.ZERO, NEVER);
    mark.moveTo(nowMillis, state, buckets);
    return mark;
  }

  Window window() {
    return window;
  }

  /** Where the window starts; for a rolling window the start of the bucket its left edge is in. */
  long start() {
    return start;
  }

  /** What was spent before the window. */
  Usage before() {
    return before;
  }

  /** Where a calendar window ends, which a rolling one never does. */
  long end() {
    return end;
  }

  /** What was spent before the end of a calendar window. */
  Usage beforeEnd() {
    return beforeEnd;
  }

  /** Takes in a charge. */
  void add(Usage delta, long eventTimeMillis) {
    if (eventTimeMillis < start) {
      before = before.plus(delta);
    }
    if (eventTimeMillis < end && end != NEVER) {
      beforeEnd = beforeEnd.plus(delta);
    }
  }

  /** Moves on to the window that is open now. To be called before a charge is taken in. */
  void moveTo(long nowMillis, ScopeState state, BucketView buckets) {
    if (window instanceof Window.Rolling rolling) {
      roll(Level.forRolling(rolling.millis()), nowMillis - rolling.millis(), state, buckets);
    } else if (window instanceof CalendarWindow calendar) {
      turn(calendar, nowMillis, state, buckets);
    }
  }

  private void roll(Level level, long edgeMillis, ScopeState state, BucketView buckets) {
    long edge = level.bucketStart(edgeMillis);
    if (edge == start) {
      return;
    }
    if (edge > start && !allBefore(edge, state)) {
      before = before.plus(WindowSum.of(state, buckets, level, start, edge));
    } else {
      before = Ledger.spentBefore(state, buckets, level, edge);
    }
    start = edge;
  }

  private void turn(CalendarWindow calendar, long nowMillis, ScopeState state, BucketView buckets) {
    if (nowMillis >= start && nowMillis < end) {
      return;
    }
    long newStart = calendar.startAt(nowMillis);
    before = newStart == end ? beforeEnd : spentBefore(newStart, nowMillis, state, buckets);
    start = newStart;
    end = calendar.endOf(newStart);
    beforeEnd = spentBefore(end, nowMillis, state, buckets);
  }

  private static Usage spentBefore(
      long instant, long nowMillis, ScopeState state, BucketView buckets) {
    return allBefore(instant, state)
        ? state.totals()
        : Ledger.spentBefore(state, buckets, instant, nowMillis);
  }

  private static boolean allBefore(long instant, ScopeState state) {
    return state.lastEventMillis() < instant;
  }

  void write(ByteWriter writer) {
    PolicyCodec.writeWindow(window, writer);
    UsageCodec.write(before, writer.writeSigned(start));
    if (window instanceof CalendarWindow) {
      UsageCodec.write(beforeEnd, writer.writeSigned(end));
    }
  }

  static WindowMark read(ByteReader reader) {
    Window window = PolicyCodec.readWindow(reader);
    WindowMark mark = new WindowMark(window, reader.readSigned(), UsageCodec.read(reader), NEVER);
    if (window instanceof CalendarWindow) {
      mark.end = reader.readSigned();
      mark.beforeEnd = UsageCodec.read(reader);
    }
    return mark;
  }
}
