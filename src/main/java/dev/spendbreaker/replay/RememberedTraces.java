package dev.spendbreaker.replay;

import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.trace.TraceUpdate;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The traces that are remembered, in memory, about 50 bytes a span. */
final class RememberedTraces {
  private final long retentionMillis;
  private final int maxSpans;

  /** The one that has waited longest for a span is first. */
  private final Map<TraceId, Remembered> traces = new LinkedHashMap<>();

  RememberedTraces(Duration retention, int maxSpans) {
    this.retentionMillis = retention.toMillis();
    this.maxSpans = maxSpans;
  }

  private static final class Remembered {
    final long lastArrivalMillis;
    final byte[] state;

    Remembered(long lastArrivalMillis, byte[] state) {
      this.lastArrivalMillis = lastArrivalMillis;
      this.state = state;
    }
  }

  /** Adds spans that arrive now to their trace. */
  TraceUpdate add(TraceBatch batch, Pricer prices, long nowMillis) {
    Remembered remembered = traces.get(batch.traceId());
    Trace trace = remembered == null ? Trace.empty() : Trace.decode(remembered.state);
    TraceUpdate update = trace.add(batch.traceId(), batch.spans(), nowMillis, prices, maxSpans);
    if (update.remembered() > 0) {
      traces.remove(batch.traceId());
      traces.put(batch.traceId(), new Remembered(nowMillis, trace.encode()));
    }
    return update;
  }

  /** Forgets the traces whose time is up. */
  void forgetExpired(long nowMillis) {
    Iterator<Remembered> longestFirst = traces.values().iterator();
    @Nullable Remembered next = longestFirst.hasNext() ? longestFirst.next() : null;
    while (next != null && next.lastArrivalMillis + retentionMillis <= nowMillis) {
      longestFirst.remove();
      next = longestFirst.hasNext() ? longestFirst.next() : null;
    }
  }
}
