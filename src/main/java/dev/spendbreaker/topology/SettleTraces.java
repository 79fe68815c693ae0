package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import dev.spendbreaker.topology.SettleEvent.PriceChange;
import dev.spendbreaker.topology.SettleEvent.Spans;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.trace.TraceUpdate;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Sees each trace whole: adds a batch of spans to what is known of their trace and forwards what
 * changes to the ledgers, at the prices in force when the spans arrive. Learns from policies which
 * shapes of scopes there are. Forgets a trace some time after its last span.
 */
final class SettleTraces implements ProcessorSupplier<TraceId, SettleEvent, String, LedgerEvent> {
  /** How often expired traces are looked for. */
  private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(1);

  /**
   * How often what is left of a backfill goes on: rarely, as the ledgers have more to do for what
   * it feeds them than it has, and a call that comes meanwhile waits behind that.
   */
  private static final Duration BACKFILL_INTERVAL = Duration.ofMillis(100);

  private final PriceBook bundled;
  private final Duration retention;
  private final int maxSpans;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime measures how long work in the background goes on at a time
   */
  SettleTraces(PriceBook bundled, Duration retention, int maxSpans, LongSupplier nanoTime) {
    this.bundled = bundled;
    this.retention = retention;
    this.maxSpans = maxSpans;
    this.nanoTime = nanoTime;
  }

  @Override
  public Processor<TraceId, SettleEvent, String, LedgerEvent> get() {
    return new Settler();
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValue(Names.TRACE_STORE, Serdes.Bytes(), Serdes.ByteArray()),
        Stores.keyValue(Names.TRACE_TIMER_STORE, Serdes.Bytes(), Serdes.ByteArray()),
        Stores.keyValue(Names.SHAPE_STORE, Serdes.String(), Serdes.ByteArray()),
        Stores.keyValue(Names.PRICE_STORE, Serdes.String(), Serdes.ByteArray()),
        Stores.keyValue(Names.UNPRICED_STORE, Serdes.Bytes(), Serdes.ByteArray()));
  }

  private final class Settler implements Processor<TraceId, SettleEvent, String, LedgerEvent> {
    private @Nullable State state;
    private @Nullable Cancellable timer;

    @Override
    public void init(ProcessorContext<String, LedgerEvent> context) {
      State state = new State(context);
      this.state = state;
      timer =
          context.schedule(
              EXPIRY_INTERVAL, PunctuationType.WALL_CLOCK_TIME, state.background::advance);
    }

    /** A task that is revived is initialised anew, and keeps the timers nobody has cancelled. */
    @Override
    public void close() {
      if (timer != null) {
        timer.cancel();
      }
      if (state != null) {
        state.background.stop();
      }
    }

    @Override
    public void process(Record<TraceId, SettleEvent> record) {
      State state = Wired.require(this.state);
      SettleEvent event = record.value();
      if (event instanceof Spans spans) {
        state.settle(spans.batch());
      } else if (event instanceof PriceChange change) {
        state.prices.change(change);
      } else if (event instanceof PolicyChange change) {
        state.change(change);
      }
    }
  }

  private final class State {
    private final ProcessorContext<String, LedgerEvent> context;
    private final KeyValueStore<Bytes, byte[]> traces;
    private final Timers timers;
    private final Shapes shapes;
    private final ChargeRecords records;
    private final Backfill backfill;
    private final Slices background;
    private final PricesInForce prices;
    private final UnpricedModels unpriced;
    private final ChargeCounts charged;
    private final Counter duplicates;
    private final Counter beyondBound;

    State(ProcessorContext<String, LedgerEvent> context) {
      this.context = context;
      traces = context.getStateStore(Names.TRACE_STORE);
      timers = new Timers(context.getStateStore(Names.TRACE_TIMER_STORE));
      shapes = new Shapes(context.getStateStore(Names.SHAPE_STORE));
      records = new ChargeRecords(context, shapes.fed());
      backfill = new Backfill(traces, shapes, records);
      background = new Slices(context, BACKFILL_INTERVAL, this::timePasses, nanoTime);
      prices = new PricesInForce(context.getStateStore(Names.PRICE_STORE), bundled);
      unpriced = new UnpricedModels(context.getStateStore(Names.UNPRICED_STORE));
      Meters meters = Meters.of(context.appConfigs());
      charged = new ChargeCounts(meters);
      duplicates = meters.duplicateSpans();
      beyondBound = meters.spansBeyondBound();
    }

    void settle(TraceBatch batch) {
      long now = context.currentSystemTimeMs();
      Bytes key = Backfill.key(batch.traceId());
      byte[] bytes = traces.get(key);
      Trace trace = bytes == null ? begin(key, now) : reopen(key, bytes);
      TraceUpdate update = trace.add(batch.traceId(), batch.spans(), now, prices.book(), maxSpans);
      charged.add(update.charges());
      duplicates.increment(update.duplicates());
      beyondBound.increment(update.unremembered());
      if (update.remembered() > 0) {
        traces.put(key, new StoredTrace(now, shapes.count(), trace.encode()).encode());
      }
      unpriced.add(update.charges(), trace::provider);
      records.forward(batch.traceId(), update.charges());
    }

    private Trace begin(Bytes key, long now) {
      timers.arm(key.get(), Timers.NONE, now + retention.toMillis());
      return Trace.empty();
    }

    private Trace reopen(Bytes key, byte[] bytes) {
      StoredTrace stored = StoredTrace.decode(bytes);
      Trace trace = Trace.decode(stored.state());
      backfill.feed(key, stored, trace);
      return trace;
    }

    /** The ledgers of the partition with the same number get every change, in the order it came. */
    void change(PolicyChange change) {
      Policy policy = change.policy();
      if (policy != null && shapes.add(Shape.of(policy.scope()))) {
        backfill.start();
        background.begin();
      }
      PolicyChanged changed = new PolicyChanged(context.taskId().partition(), change);
      context.forward(new Record<>(change.policyId(), changed, context.currentSystemTimeMs()));
    }

    /** Returns whether more is to be done for now. */
    boolean timePasses(long now, BooleanSupplier hasTime) {
      boolean moreExpired = timers.fire(now, hasTime, key -> forgetOrWait(key, now));
      boolean moreFed = backfill.advance(now, hasTime);
      return moreExpired || moreFed;
    }

    private void forgetOrWait(Bytes key, long now) {
      byte[] stored = traces.get(key);
      if (stored == null) {
        return;
      }
      long expiry = StoredTrace.decode(stored).lastArrivalMillis() + retention.toMillis();
      if (expiry <= now) {
        traces.delete(key);
      } else {
        timers.arm(key.get(), Timers.NONE, expiry);
      }
    }
  }
}
