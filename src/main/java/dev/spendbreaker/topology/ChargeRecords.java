package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.trace.Changes;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards charges to the ledgers they feed: one record for each agent with all shapes that are
 * kept with it, and one for each scope of the other shapes.
 */
final class ChargeRecords {
  /** Charges in one record at the most, so that no record outgrows its topic. */
  private static final int CHARGES_AT_ONCE = 250;

  private final ProcessorContext<String, LedgerEvent> context;
  private final Shapes shapes;

  /** By shape, and by the key of who keeps the ledgers. */
  private final Map<Shape, Map<String, List<Charge>>> gathered = new LinkedHashMap<>();

  ChargeRecords(ProcessorContext<String, LedgerEvent> context, Shapes shapes) {
    this.context = context;
    this.shapes = shapes;
  }

  /** Changes of a trace, to the ledgers of every shape. */
  void forward(TraceId traceId, List<Charge> changes) {
    if (Changes.takeBack(changes)) {
      forwardWhatRemains(traceId, changes);
    } else {
      byAgent(traceId, shapes.ofAgents(), changes);
      shapes.others().forEach(shape -> byOwner(traceId, shape, changes));
    }
  }

  /**
   * Gathers charges for the ledgers of the named shapes from a number on, until they are forwarded.
   * Many traces share a record, so that a ledger is evaluated once for many charges.
   */
  void gather(List<Charge> charges, int from) {
    for (Shape shape : shapes.named(from)) {
      gather(shape, charges, gathered.computeIfAbsent(shape, same -> new LinkedHashMap<>()));
    }
  }

  void forwardGathered() {
    gathered.forEach((shape, byOwner) -> forward(null, List.of(shape), byOwner));
    gathered.clear();
  }

  /** What cancels out for one shape need not for another. Agent and task go together. */
  private void forwardWhatRemains(TraceId traceId, List<Charge> changes) {
    byAgent(traceId, Shape.ALWAYS, Changes.withoutCancelled(changes, Shape.TASK::values));
    for (Shape shape : shapes.named(0)) {
      byOwner(traceId, shape, Changes.withoutCancelled(changes, shape::values));
    }
  }

  private void byAgent(TraceId traceId, List<Shape> shapes, List<Charge> charges) {
    Map<String, List<Charge>> byAgent = new LinkedHashMap<>();
    for (Charge charge : charges) {
      byAgent.computeIfAbsent(charge.agent(), agent -> new ArrayList<>()).add(charge);
    }
    byAgent.forEach((agent, own) -> forward(traceId, shapes, Scope.agent(agent).key(), own));
  }

  private void byOwner(TraceId traceId, Shape shape, List<Charge> charges) {
    Map<String, List<Charge>> byOwner = new LinkedHashMap<>();
    gather(shape, charges, byOwner);
    forward(traceId, List.of(shape), byOwner);
  }

  private static void gather(Shape shape, List<Charge> charges, Map<String, List<Charge>> byOwner) {
    for (Charge charge : charges) {
      Scope scope = shape.scopeOf(charge);
      if (scope != null) {
        String owner = LedgerPartitioner.ownerKey(scope);
        byOwner.computeIfAbsent(owner, same -> new ArrayList<>()).add(charge);
      }
    }
  }

  private void forward(
      @Nullable TraceId traceId, List<Shape> shapes, Map<String, List<Charge>> byOwner) {
    byOwner.forEach((owner, own) -> forward(traceId, shapes, owner, own));
  }

  private void forward(
      @Nullable TraceId traceId, List<Shape> shapes, String owner, List<Charge> charges) {
    long now = context.currentSystemTimeMs();
    for (int from = 0; from < charges.size(); from += CHARGES_AT_ONCE) {
      int to = Math.min(from + CHARGES_AT_ONCE, charges.size());
      Charges part = new Charges(traceId, shapes, charges.subList(from, to));
      context.forward(new Record<>(owner, part, now));
    }
  }
}
