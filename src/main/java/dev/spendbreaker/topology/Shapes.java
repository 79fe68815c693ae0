package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The shapes that the charges of one partition feed: those that always have ledgers, and each that
 * a policy has ever named, in their store. A shape stays when its last policy goes, since its
 * ledgers are kept and a later policy counts what was spent meanwhile.
 *
 * <p>Named shapes are numbered from 0 in the order they came, so that a count says which of them a
 * trace has fed: the first so many.
 */
final class Shapes {
  private static final int FORMAT = 1;

  private final KeyValueStore<String, byte[]> store;
  private final List<Shape> named = new ArrayList<>();
  private List<Shape> ofAgents = Shape.ALWAYS;
  private List<Shape> others = List.of();
  private boolean backfilled = true;

  Shapes(KeyValueStore<String, byte[]> store) {
    this.store = store;
    List<Stored> stored = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> stored.add(Stored.decode(entry.key, entry.value)));
    }
    stored.sort(Comparator.comparingInt(Stored::number));
    stored.forEach(each -> add(each.shape, each.backfilled));
  }

  /** How many are named. */
  int count() {
    return named.size();
  }

  /** Those kept with their agent: agent, agent and task, and the named ones that have an agent. */
  List<Shape> ofAgents() {
    return ofAgents;
  }

  /** The named ones without an agent: each scope is kept by itself. */
  List<Shape> others() {
    return others;
  }

  /** The named ones from a number on. */
  List<Shape> named(int from) {
    return named.subList(from, named.size());
  }

  /** Whether the traces that were known when a shape came have fed it, for every shape. */
  boolean isBackfilled() {
    return backfilled;
  }

  void setBackfilled() {
    named.forEach(shape -> put(shape, true));
    backfilled = true;
  }

  /** Adds the shape of a policy; returns whether it is new. */
  boolean add(Shape shape) {
    if (Shape.ALWAYS.contains(shape) || named.contains(shape)) {
      return false;
    }
    add(shape, false);
    put(shape, false);
    return true;
  }

  private void add(Shape shape, boolean isBackfilled) {
    named.add(shape);
    ofAgents =
        Stream.concat(Shape.ALWAYS.stream(), named.stream().filter(Shape::isOfAgents)).toList();
    others = named.stream().filter(each -> !each.isOfAgents()).toList();
    backfilled &= isBackfilled;
  }

  private void put(Shape shape, boolean isBackfilled) {
    Stored stored = new Stored(shape, named.indexOf(shape), isBackfilled);
    store.put(stored.key(), stored.encode());
  }

  /** A named shape as it stands in the store, under its dimensions. */
  private record Stored(Shape shape, int number, boolean backfilled) {
    /** Names of dimensions have no comma. */
    private static final String SEPARATOR = ",";

    String key() {
      return String.join(SEPARATOR, shape.dimensions());
    }

    byte[] encode() {
      return new ByteWriter(16)
          .writeByte(FORMAT)
          .writeVarint(number)
          .writeByte(backfilled ? 1 : 0)
          .toByteArray();
    }

    static Stored decode(String key, byte[] bytes) {
      ByteReader in = new ByteReader(bytes);
      int format = in.readByte();
      if (format != FORMAT) {
        throw new CorruptBytesException("a shape of unknown format " + format);
      }
      Shape shape = new Shape(List.of(key.split(SEPARATOR)));
      return new Stored(shape, in.readCount(), in.readByte() != 0);
    }
  }
}
