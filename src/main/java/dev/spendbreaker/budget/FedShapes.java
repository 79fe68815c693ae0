package dev.spendbreaker.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shapes whose ledgers charges feed: those that are there always, and those that policies have
 * named, numbered from 0 in the order they came. Not thread-safe.
 */
public final class FedShapes {
  private final List<Shape> named = new ArrayList<>();
  private List<Shape> ofAgents = Shape.ALWAYS;
  private List<Shape> others = List.of();

  /** Adds the shape of a policy; returns whether it is new. */
  public boolean add(Shape shape) {
    if (Shape.ALWAYS.contains(shape) || named.contains(shape)) {
      return false;
    }
    named.add(shape);
    ofAgents =
        Stream.concat(Shape.ALWAYS.stream(), named.stream().filter(Shape::isOfAgents)).toList();
    others = named.stream().filter(each -> !each.isOfAgents()).toList();
    return true;
  }

  /** How many are named. */
  public int count() {
    return named.size();
  }

  /** The number of a named one. */
  public int number(Shape shape) {
    return named.indexOf(shape);
  }

  /** The named ones from a number on. */
  public List<Shape> named(int from) {
    return named.subList(from, named.size());
  }

  /** Those kept with their agent: agent, agent and task, and the named ones that have an agent. */
  List<Shape> ofAgents() {
    return ofAgents;
  }

  /** The named ones without an agent: each scope is kept by itself. */
  List<Shape> others() {
    return others;
  }
}
