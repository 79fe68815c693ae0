package dev.spendbreaker.topology;

/**
 * The revision of a policy or a price: where its record stands in its topic, counted from 1. A
 * later change of it has a greater revision, and compaction does not change it.
 */
public final class Revision {
  private Revision() {}

  public static long ofOffset(long offset) {
    return offset + 1;
  }
}
