package dev.spendbreaker.budget;

import dev.spendbreaker.trace.Changes;
import dev.spendbreaker.trace.Charge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ledgers charges feed: one posting for each agent with all shapes that are kept with it, and
 * one for each scope of the other shapes.
 */
public final class Postings {
  /** Charges in one posting at the most, so that its record does not outgrow its topic. */
  public static final int MAX_CHARGES = 250;

  private final List<Posting> postings = new ArrayList<>();

  private Postings() {}

  /**
   * What changes of a trace come to. What cancels out in a shape does not reach it, though it may
   * reach another.
   */
  public static List<Posting> of(List<Charge> changes, FedShapes shapes) {
    Postings postings = new Postings();
    if (Changes.takeBack(changes)) {
      postings.addWhatRemains(changes, shapes);
    } else {
      postings.addByAgent(shapes.ofAgents(), changes);
      shapes.others().forEach(shape -> postings.addByOwner(shape, changes));
    }
    return postings.postings;
  }

  /** What charges come to in the ledgers of one shape. */
  public static List<Posting> of(List<Charge> charges, Shape shape) {
    Postings postings = new Postings();
    postings.addByOwner(shape, charges);
    return postings.postings;
  }

  /** Agent and task go together. */
  private void addWhatRemains(List<Charge> changes, FedShapes shapes) {
    addByAgent(Shape.ALWAYS, Changes.withoutCancelled(changes, Shape.TASK::values));
    for (Shape shape : shapes.named(0)) {
      addByOwner(shape, Changes.withoutCancelled(changes, shape::values));
    }
  }

  private void addByAgent(List<Shape> shapes, List<Charge> charges) {
    Map<String, List<Charge>> byAgent = new LinkedHashMap<>();
    for (Charge charge : charges) {
      byAgent.computeIfAbsent(charge.agent(), agent -> new ArrayList<>()).add(charge);
    }
    byAgent.forEach((agent, own) -> add(Scope.agent(agent).key(), shapes, own));
  }

  private void addByOwner(Shape shape, List<Charge> charges) {
    Map<String, List<Charge>> byOwner = new LinkedHashMap<>();
    for (Charge charge : charges) {
      Scope scope = shape.scopeOf(charge);
      if (scope != null) {
        byOwner.computeIfAbsent(scope.ownerKey(), same -> new ArrayList<>()).add(charge);
      }
    }
    byOwner.forEach((owner, own) -> add(owner, List.of(shape), own));
  }

  private void add(String owner, List<Shape> shapes, List<Charge> charges) {
    for (int from = 0; from < charges.size(); from += MAX_CHARGES) {
      int to = Math.min(from + MAX_CHARGES, charges.size());
      postings.add(new Posting(owner, shapes, charges.subList(from, to)));
    }
  }
}
