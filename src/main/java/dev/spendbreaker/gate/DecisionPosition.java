package dev.spendbreaker.gate;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far somebody has read in the decisions topic: the offset to go on at in each partition.
 * Immutable. As a text it means the same to every instance, and after any restart.
 */
public final class DecisionPosition {
  /** The beginning of the topic. */
  public static final DecisionPosition START = new DecisionPosition(new TreeMap<>());

  private static final int FORMAT = 1;

  /** A partition that is not in it is read from its beginning. */
  private final SortedMap<Integer, Long> next;

  private DecisionPosition(SortedMap<Integer, Long> next) {
    this.next = next;
  }

  static DecisionPosition of(Map<Integer, Long> next) {
    return new DecisionPosition(new TreeMap<>(next));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException where the text is something else
   */
  public static DecisionPosition parse(String text) {
    try {
      return read(new ByteReader(Base64.getUrlDecoder().decode(text)));
    } catch (CorruptBytesException | IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no position among the decisions", e);
    }
  }

  private static DecisionPosition read(ByteReader reader) {
    if (reader.readByte() != FORMAT) {
      throw new CorruptBytesException("a position of unknown format");
    }
    SortedMap<Integer, Long> next = new TreeMap<>();
    while (reader.hasRemaining()) {
      next.put(reader.readCount(), reader.readVarint());
    }
    return new DecisionPosition(next);
  }

  /** The offset to go on at in a partition. */
  public long next(int partition) {
    return next.getOrDefault(partition, 0L);
  }

  /** Those of the partitions in which something has been read. */
  Map<Integer, Long> offsets() {
    return Collections.unmodifiableMap(next);
  }

  /** The position after this one record more. */
  public DecisionPosition after(DecisionRecord record) {
    SortedMap<Integer, Long> moved = new TreeMap<>(next);
    moved.merge(record.partition(), record.offset() + 1, Math::max);
    return new DecisionPosition(moved);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionPosition position && next.equals(position.next);
  }

  @Override
  public int hashCode() {
    return next.hashCode();
  }

  /** Letters, digits, {@code -} and {@code _}. */
  @Override
  public String toString() {
    ByteWriter writer = new ByteWriter().writeByte(FORMAT);
    next.forEach((partition, offset) -> writer.writeVarint(partition).writeVarint(offset));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(writer.toByteArray());
  }
}
