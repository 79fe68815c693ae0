package dev.spendbreaker.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks the instances that keep partitions, again and again, whether they have taken a change in.
 */
final class ClusterRollout implements Rollout {
  private static final Executor SOON = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  /** How long others may take once this instance has taken the change in. */
  private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(5);

  private final Instances instances;
  private final Cluster cluster;
  private final int partitions;

  ClusterRollout(Instances instances, Cluster cluster, int partitions) {
    this.instances = instances;
    this.cluster = cluster;
    this.partitions = partitions;
  }

  @Override
  public CompletableFuture<Reach> await(Change change, Duration patience) {
    Attempt attempt = new Attempt(change, System.nanoTime() + patience.toNanos());
    return CompletableFuture.completedFuture(attempt).thenComposeAsync(Attempt::next);
  }

  private final class Attempt {
    private final Change change;
    private long deadlineNanos;
    private boolean isTakenInSomewhere;
    private boolean doneHere;

    /** Not known to have taken it in, and still to be asked. */
    private final TreeSet<Integer> open = new TreeSet<>();

    /** Those that keep what is open, and what they answered last. */
    private final Map<HostInfo, MissingInstance> waiting = new LinkedHashMap<>();

    private final List<MissingInstance> givenUp = new ArrayList<>();

    Attempt(Change change, long deadlineNanos) {
      this.change = change;
      this.deadlineNanos = deadlineNanos;
      IntStream.range(0, partitions).forEach(open::add);
    }

    CompletableFuture<Reach> next() {
      Map<HostInfo, List<Integer>> byKeeper = new LinkedHashMap<>();
      keepers()
          .forEach(
              (partition, keeper) -> {
                if (open.contains(partition)) {
                  byKeeper.computeIfAbsent(keeper, none -> new ArrayList<>()).add(partition);
                }
              });
      Map<HostInfo, CompletableFuture<Boolean>> asked = new LinkedHashMap<>();
      byKeeper.forEach(
          (keeper, own) -> asked.put(keeper, cluster.ask(keeper, new ChangeQuestion(change, own))));
      return CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]))
          .handle((all, failure) -> take(byKeeper, asked))
          .thenCompose(reach -> reach == null ? again() : CompletableFuture.completedFuture(reach));
    }

    private Map<Integer, HostInfo> keepers() {
      try {
        return instances.keepers(change::isTakenInFrom);
      } catch (NotReadyException e) {
        return Map.of();
      }
    }

    private CompletableFuture<Reach> again() {
      return CompletableFuture.completedFuture(this).thenComposeAsync(Attempt::next, SOON);
    }

    /** Notes the answers; null where it has to go on. */
    private @Nullable Reach take(
        Map<HostInfo, List<Integer>> byKeeper, Map<HostInfo, CompletableFuture<Boolean>> asked) {
      waiting.clear();
      asked.forEach(
          (keeper, answer) -> take(keeper, byKeeper.getOrDefault(keeper, List.of()), answer));
      boolean openHere = waiting.keySet().stream().anyMatch(instances::isHere);
      if (!openHere && !doneHere && isTakenInSomewhere) {
        doneHere = true;
        deadlineNanos = Math.min(deadlineNanos, System.nanoTime() + PATIENCE_WITH_OTHERS.toNanos());
      }
      return open.isEmpty() || System.nanoTime() - deadlineNanos > 0 ? reach() : null;
    }

    private void take(HostInfo keeper, List<Integer> own, CompletableFuture<Boolean> answer) {
      try {
        if (Cluster.join(answer)) {
          open.removeAll(own);
          isTakenInSomewhere = true;
        } else {
          waiting.put(keeper, missing(keeper, own, MissingInstance.NOT_IN_FORCE_YET));
        }
      } catch (NotReadyException e) {
        waiting.put(keeper, missing(keeper, own, MissingInstance.NOT_READY));
      } catch (InstanceException e) {
        open.removeAll(own);
        givenUp.add(missing(keeper, own, e.reason()));
      }
    }

    private Reach reach() {
      List<MissingInstance> missing = new ArrayList<>(givenUp);
      missing.addAll(waiting.values());
      List<Integer> unassigned = new ArrayList<>(open);
      waiting.values().forEach(one -> unassigned.removeAll(one.partitions()));
      if (!unassigned.isEmpty()) {
        missing.add(new MissingInstance(null, unassigned, MissingInstance.UNASSIGNED));
      }
      return new Reach(doneHere, missing);
    }
  }

  private static MissingInstance missing(HostInfo keeper, List<Integer> own, String reason) {
    return new MissingInstance(Cluster.address(keeper), own, reason);
  }
}
