package dev.spendbreaker.topology;

/**
 * The revision of a policy: where its record stands in the policies topic, counted from 1. A later
 * change of a policy has a greater revision, and compaction does not change it.
 */
public final class PolicyRevision {
  private PolicyRevision() {}

  public static long ofOffset(long offset) {
    return offset + 1;
  }
}
