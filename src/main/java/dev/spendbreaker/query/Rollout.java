package dev.spendbreaker.query;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waits until a change is in force on every instance. */
public interface Rollout {
  /**
   * How far a change has got.
   *
   * @param here whether every partition that this instance keeps has taken it in, and one at least
   *     of all there are
   * @param missing the instances that are not known to have taken it in
   */
  record Reach(boolean here, List<MissingInstance> missing) {}

  /**
   * Completes once every instance has taken a change in, or has failed to answer, or after {@code
   * patience}; others than this one have less.
   */
  CompletableFuture<Reach> await(Change change, Duration patience);
}
