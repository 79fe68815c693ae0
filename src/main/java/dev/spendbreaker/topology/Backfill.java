package dev.spendbreaker.topology;

import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Has the traces that are remembered feed a shape that is named for the first time: each once, when
 * a sweep gets to it or when a span of it arrives, whichever is first.
 *
 * <p>Where the sweep stands is not stored. One that a crash interrupts begins anew, and passes over
 * the traces that have fed the shape.
 */
final class Backfill {
  private static final int TRACE_ID_BYTES = 2 * Long.BYTES;

  /** Sorts after every trace id. */
  private static final Bytes END = Bytes.wrap(end());

  private final KeyValueStore<Bytes, byte[]> traces;
  private final Shapes shapes;
  private final ChargeRecords records;
  private final Sweeps<Bytes> sweeps;
  private final Sweep<Bytes> everyTrace = new EveryTrace();

  Backfill(KeyValueStore<Bytes, byte[]> traces, Shapes shapes, ChargeRecords records) {
    this.traces = traces;
    this.shapes = shapes;
    this.records = records;
    sweeps = new Sweeps<>(traces, Backfill::next);
    if (!shapes.isBackfilled()) {
      start();
    }
  }

  /** Starts, or starts again, with the first trace. */
  void start() {
    sweeps.start(everyTrace);
  }

  /** Goes on while there is time; returns whether more is left. */
  boolean advance(long nowMillis, BooleanSupplier hasTime) {
    sweeps.advance(nowMillis, hasTime);
    records.forwardGathered();
    if (sweeps.isDone() && !shapes.isBackfilled()) {
      shapes.setBackfilled();
    }
    return !sweeps.isDone();
  }

  /** Has a trace feed the shapes it has not fed; comes before all that is charged of it next. */
  void feed(Bytes key, StoredTrace stored, Trace trace) {
    if (isBehind(stored)) {
      gather(key, stored, trace);
      records.forwardGathered();
    }
  }

  private void gather(Bytes key) {
    byte[] bytes = traces.get(key);
    StoredTrace stored = bytes == null ? null : StoredTrace.decode(bytes);
    if (stored != null && isBehind(stored)) {
      gather(key, stored, Trace.decode(stored.state()));
    }
  }

  private void gather(Bytes key, StoredTrace stored, Trace trace) {
    records.gather(trace.charges(), stored.fedShapes());
    traces.put(key, stored.fed(shapes.count()).encode());
  }

  private boolean isBehind(StoredTrace stored) {
    return stored.fedShapes() < shapes.count();
  }

  private final class EveryTrace implements Sweep<Bytes> {
    @Override
    public Bytes from() {
      return Bytes.wrap(new byte[TRACE_ID_BYTES]);
    }

    @Override
    public Bytes to() {
      return END;
    }

    @Override
    public void review(Bytes key, long nowMillis) {
      gather(key);
    }
  }

  static Bytes key(TraceId id) {
    return Bytes.wrap(id.toBytes());
  }

  /** The first key after another. */
  private static Bytes next(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
  }

  private static byte[] end() {
    byte[] end = new byte[TRACE_ID_BYTES + 1];
    Arrays.fill(end, (byte) 0xFF);
    return end;
  }
}
