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
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Forwards charges to the ledgers they feed: one record for each agent with all shapes that are
 * kept with it, and one for each scope of the other shapes.
 */
final class ChargeRecords {
  /** Charges in one record at the most, so that no record outgrows its topic. */
  private static final int CHARGES_AT_ONCE = 250;

  private final ProcessorContext<String, LedgerEvent> context;
  private final Shapes shapes;

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
      shapes.others().forEach(shape -> byScope(traceId, shape, changes));
    }
  }

  /** All charges of a trace, to the ledgers of the shapes from a number on. */
  void backfill(TraceId traceId, List<Charge> charges, int from) {
    shapes.named(from).forEach(shape -> forward(traceId, shape, charges));
  }

  /** What cancels out for one shape need not for another. Agent and task go together. */
  private void forwardWhatRemains(TraceId traceId, List<Charge> changes) {
    byAgent(traceId, Shape.ALWAYS, Changes.withoutCancelled(changes, Shape.TASK::values));
    for (Shape shape : shapes.named(0)) {
      forward(traceId, shape, Changes.withoutCancelled(changes, shape::values));
    }
  }

  private void forward(TraceId traceId, Shape shape, List<Charge> charges) {
    if (shape.isOfAgents()) {
      byAgent(traceId, List.of(shape), charges);
    } else {
      byScope(traceId, shape, charges);
    }
  }

  private void byAgent(TraceId traceId, List<Shape> shapes, List<Charge> charges) {
    Map<String, List<Charge>> byAgent = new LinkedHashMap<>();
    for (Charge charge : charges) {
      byAgent.computeIfAbsent(charge.agent(), agent -> new ArrayList<>()).add(charge);
    }
    byAgent.forEach((agent, own) -> forward(Scope.agent(agent), traceId, shapes, own));
  }

  private void byScope(TraceId traceId, Shape shape, List<Charge> charges) {
    Map<List<String>, List<Charge>> byValues = new LinkedHashMap<>();
    for (Charge charge : charges) {
      List<String> values = shape.values(charge);
      if (values != null) {
        byValues.computeIfAbsent(values, same -> new ArrayList<>()).add(charge);
      }
    }
    for (List<Charge> own : byValues.values()) {
      Scope scope = Objects.requireNonNull(shape.scopeOf(own.get(0)));
      forward(scope, traceId, List.of(shape), own);
    }
  }

  private void forward(Scope owner, TraceId traceId, List<Shape> shapes, List<Charge> charges) {
    long now = context.currentSystemTimeMs();
    for (int from = 0; from < charges.size(); from += CHARGES_AT_ONCE) {
      int to = Math.min(from + CHARGES_AT_ONCE, charges.size());
      Charges part = new Charges(traceId, shapes, charges.subList(from, to));
      context.forward(new Record<>(owner.key(), part, now));
    }
  }
}
