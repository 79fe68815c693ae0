package dev.spendbreaker.topology;

import dev.spendbreaker.budget.FedShapes;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
  private final FedShapes fed = new FedShapes();
  private boolean backfilled = true;

  Shapes(KeyValueStore<String, byte[]> store) {
    this.store = store;
    List<Stored> stored = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> stored.add(Stored.decode(entry.key, entry.value)));
    }
    stored.sort(Comparator.comparingInt(Stored::number));
    for (Stored each : stored) {
      fed.add(each.shape);
      backfilled &= each.backfilled;
    }
  }

  /** Those that charges feed. */
  FedShapes fed() {
    return fed;
  }

  /** How many are named. */
  int count() {
    return fed.count();
  }

  /** Whether the traces that were known when a shape came have fed it, for every shape. */
  boolean isBackfilled() {
    return backfilled;
  }

  void setBackfilled() {
    fed.named(0).forEach(shape -> put(shape, true));
    backfilled = true;
  }

  /** Adds the shape of a policy; returns whether it is new. */
  boolean add(Shape shape) {
    boolean isNew = fed.add(shape);
    if (isNew) {
      put(shape, false);
      backfilled = false;
    }
    return isNew;
  }

  private void put(Shape shape, boolean isBackfilled) {
    Stored stored = new Stored(shape, fed.number(shape), isBackfilled);
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
