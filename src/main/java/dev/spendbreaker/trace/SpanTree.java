package dev.spendbreaker.trace;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Who is whose parent among the spans known, by position in their list. A span whose parent is not
 * known is a root, and so is every span of a cycle of parents (which no honest sender makes): the
 * tree depends on nothing but the set of spans.
 */
final class SpanTree {
  static final int NONE = -1;

  private final int[] parents;
  private final int[] childrenFirst;

  private SpanTree(int[] parents, int[] childrenFirst) {
    this.parents = parents;
    this.childrenFirst = childrenFirst;
  }

  static SpanTree of(List<TraceSpan> spans, Map<Long, Integer> positions) {
    int[] parents = new int[spans.size()];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = positions.getOrDefault(spans.get(i).facts().parentSpanId(), NONE);
    }
    return new SpanTree(parents, cutCyclesAndOrder(parents));
  }

  /** The position of the parent, or {@link #NONE}. */
  int parent(int span) {
    return parents[span];
  }

  /** All positions, each after those of its descendants. */
  int[] childrenFirst() {
    return childrenFirst;
  }

  /**
   * Takes leaves off until none is left (Kahn's topological sort). What is then left are the
   * cycles; their spans lose their parents.
   */
  private static int[] cutCyclesAndOrder(int[] parents) {
    int[] childrenLeft = countChildren(parents);
    int[] order = new int[parents.length];
    int ordered = 0;
    for (int i = 0; i < parents.length; i++) {
      if (childrenLeft[i] == 0) {
        order[ordered++] = i;
      }
    }
    for (int next = 0; next < ordered; next++) {
      int parent = parents[order[next]];
      if (parent != NONE && --childrenLeft[parent] == 0) {
        order[ordered++] = parent;
      }
    }
    appendCycles(parents, childrenLeft, order, ordered);
    return order;
  }

  private static void appendCycles(int[] parents, int[] childrenLeft, int[] order, int from) {
    int ordered = from;
    for (int i = 0; i < parents.length; i++) {
      if (childrenLeft[i] > 0) {
        order[ordered++] = i;
        parents[i] = NONE;
      }
    }
  }

  private static int[] countChildren(int[] parents) {
    int[] children = new int[parents.length];
    Arrays.stream(parents).filter(parent -> parent != NONE).forEach(parent -> children[parent]++);
    return children;
  }
}
