package dev.spendbreaker.topology;

import dev.spendbreaker.budget.FedShapes;
import dev.spendbreaker.budget.Posting;
import dev.spendbreaker.budget.Postings;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Forwards charges to the ledgers they feed: a record for each posting. */
final class ChargeRecords {
  private final ProcessorContext<String, LedgerEvent> context;
  private final FedShapes shapes;
  private final Map<Shape, List<Charge>> gathered = new LinkedHashMap<>();

  ChargeRecords(ProcessorContext<String, LedgerEvent> context, FedShapes shapes) {
    this.context = context;
    this.shapes = shapes;
  }

  /** Changes of a trace, to the ledgers of every shape. */
  void forward(TraceId traceId, List<Charge> changes) {
    forwardAll(traceId, Postings.of(changes, shapes));
  }

  /**
   * Gathers charges for the ledgers of the named shapes from a number on, until they are forwarded.
   * Many traces share a record, so that a ledger is evaluated once for many charges.
   */
  void gather(List<Charge> charges, int from) {
    for (Shape shape : shapes.named(from)) {
      gathered.computeIfAbsent(shape, same -> new ArrayList<>()).addAll(charges);
    }
  }

  void forwardGathered() {
    gathered.forEach((shape, charges) -> forwardAll(null, Postings.of(charges, shape)));
    gathered.clear();
  }

  private void forwardAll(@Nullable TraceId traceId, List<Posting> postings) {
    long now = context.currentSystemTimeMs();
    for (Posting posting : postings) {
      Charges charges = new Charges(traceId, posting.shapes(), posting.charges());
      context.forward(new Record<>(posting.owner(), charges, now));
    }
  }
}
