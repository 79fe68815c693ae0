package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.SettleEvent.PriceChange;
import dev.spendbreaker.topology.SettleEvent.Spans;
import dev.spendbreaker.topology.Timers.Timer;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.trace.TraceUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * changes, as one {@link Charges} per (batch, agent), at the prices in force when the spans arrive.
 * Forgets a trace some time after its last span.
 */
final class SettleTraces implements ProcessorSupplier<TraceId, SettleEvent, String, LedgerEvent> {
  /** How often expired traces are looked for, and how many are forgotten at most each time. */
  private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(1);

  private static final int EXPIRED_AT_ONCE = 10_000;

  /** Charges in one record at the most, so that no record outgrows its topic. */
  private static final int CHARGES_AT_ONCE = 250;

  /** A trace whose state has grown beyond this remembers no more spans. */
  private static final int MAX_TRACE_BYTES = 4 << 20;

  private final PriceBook bundled;
  private final Duration retention;
  private final int maxSpans;

  SettleTraces(PriceBook bundled, Duration retention, int maxSpans) {
    this.bundled = bundled;
    this.retention = retention;
    this.maxSpans = maxSpans;
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
        Stores.keyValue(Names.PRICE_STORE, Serdes.String(), Serdes.ByteArray()),
        Stores.keyValue(Names.UNPRICED_STORE, Serdes.Bytes(), Serdes.ByteArray()));
  }

  private final class Settler implements Processor<TraceId, SettleEvent, String, LedgerEvent> {
    private @Nullable State state;
    private @Nullable Cancellable expiry;

    @Override
    public void init(ProcessorContext<String, LedgerEvent> context) {
      State state = new State(context);
      this.state = state;
      expiry =
          context.schedule(EXPIRY_INTERVAL, PunctuationType.WALL_CLOCK_TIME, state::forgetExpired);
    }

    /** A task that is revived is initialised anew, and keeps the timers nobody has cancelled. */
    @Override
    public void close() {
      if (expiry != null) {
        expiry.cancel();
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
      }
    }
  }

  private final class State {
    private final ProcessorContext<String, LedgerEvent> context;
    private final KeyValueStore<Bytes, byte[]> traces;
    private final Timers timers;
    private final PricesInForce prices;
    private final UnpricedModels unpriced;
    private final Counter duplicates;
    private final Counter beyondBound;

    State(ProcessorContext<String, LedgerEvent> context) {
      this.context = context;
      traces = context.getStateStore(Names.TRACE_STORE);
      timers = new Timers(context.getStateStore(Names.TRACE_TIMER_STORE));
      prices = new PricesInForce(context.getStateStore(Names.PRICE_STORE), bundled);
      unpriced = new UnpricedModels(context.getStateStore(Names.UNPRICED_STORE));
      duplicates = new Counter(context, "spans-duplicate");
      beyondBound = new Counter(context, "spans-beyond-trace-bound");
    }

    void settle(TraceBatch batch) {
      long now = context.currentSystemTimeMs();
      Bytes key = key(batch.traceId());
      byte[] stored = traces.get(key);
      Trace trace = stored == null ? begin(key, now) : Trace.decode(Stamped.decode(stored).state());
      int bound = stored != null && stored.length > MAX_TRACE_BYTES ? trace.size() : maxSpans;
      TraceUpdate update = trace.add(batch.traceId(), batch.spans(), now, prices.book(), bound);
      duplicates.add(update.duplicates());
      beyondBound.add(update.unremembered());
      if (update.remembered() > 0) {
        traces.put(key, new Stamped(now, trace.encode()).encode());
      }
      unpriced.add(update.charges(), trace::provider);
      forward(batch.traceId(), update.charges(), now);
    }

    private Trace begin(Bytes key, long now) {
      timers.arm(key.get(), Timers.NONE, now + retention.toMillis());
      return Trace.empty();
    }

    private void forward(TraceId traceId, List<Charge> charges, long now) {
      Map<String, List<Charge>> byAgent = new LinkedHashMap<>();
      for (Charge charge : charges) {
        byAgent.computeIfAbsent(charge.agent(), agent -> new ArrayList<>()).add(charge);
      }
      byAgent.forEach((agent, own) -> forward(traceId, Scope.agent(agent), own, now));
    }

    private void forward(TraceId traceId, Scope agent, List<Charge> charges, long now) {
      for (int from = 0; from < charges.size(); from += CHARGES_AT_ONCE) {
        int to = Math.min(from + CHARGES_AT_ONCE, charges.size());
        Charges part = new Charges(traceId, charges.subList(from, to));
        context.forward(new Record<>(agent.key(), part, now));
      }
    }

    void forgetExpired(long now) {
      for (Timer timer : timers.due(now, EXPIRED_AT_ONCE)) {
        timers.remove(timer);
        Bytes key = timer.id();
        byte[] stored = traces.get(key);
        if (stored != null) {
          forgetOrWait(key, Stamped.decode(stored).millis() + retention.toMillis(), now);
        }
      }
    }

    private void forgetOrWait(Bytes key, long expiry, long now) {
      if (expiry <= now) {
        traces.delete(key);
      } else {
        timers.arm(key.get(), Timers.NONE, expiry);
      }
    }

    private static Bytes key(TraceId id) {
      return Bytes.wrap(id.toBytes());
    }
  }
}
