package dev.spendbreaker.otlp;

import java.util.Arrays;

/**
 * Where in a message its resources and spans begin, in groups: the spans of a group share its
 * resources. Costs 4 bytes for each of them, which take at least 2 bytes of the message.
 */
final class SpanIndex {
  private final Offsets resources = new Offsets();
  private final Offsets spans = new Offsets();

  /**
   * For each group two numbers: how many resources, and how many spans, there are up to its end.
   */
  private final Offsets groupEnds = new Offsets();

  void clear() {
    resources.clear();
    spans.clear();
    groupEnds.clear();
  }

  /** Adds a resource to the group that is being built. */
  void addResource(int offset) {
    resources.add(offset);
  }

  /** Adds a span to the group that is being built. */
  void addSpan(int offset) {
    spans.add(offset);
  }

  /** Ends the group that is being built; the next begins. */
  void endGroup() {
    groupEnds.add(resources.size);
    groupEnds.add(spans.size);
  }

  int groups() {
    return groupEnds.size / 2;
  }

  int resourcesEnd(int group) {
    return groupEnds.items[2 * group];
  }

  int spansEnd(int group) {
    return groupEnds.items[2 * group + 1];
  }

  /** How many spans there are in all groups. */
  int spans() {
    return spans.size;
  }

  int resource(int number) {
    return resources.items[number];
  }

  int span(int number) {
    return spans.items[number];
  }

  private static final class Offsets {
    private static final int INITIAL = 1024;

    /** A larger array, grown by an unusual message, is given back. */
    private static final int KEPT = 1 << 18;

    private int[] items = new int[INITIAL];
    private int size;

    void clear() {
      size = 0;
      if (items.length > KEPT) {
        items = new int[INITIAL];
      }
    }

    void add(int item) {
      if (size == items.length) {
        items = Arrays.copyOf(items, size * 2);
      }
      items[size++] = item;
    }
  }
}
