package dev.spendbreaker.trace;

/** A rule by which a span is settled (DESIGN §3). */
public interface Rule {
  /** Stable: tools may tell rules apart by it. */
  String code();

  /** What it says, for people. */
  String sentence();
}
