package dev.spendbreaker.query;

/** What may be asked of the running topology. */
@FunctionalInterface
public interface TopologyQueries {
  /** How it stands now. Answers without waiting. */
  TopologyStatus status();
}
