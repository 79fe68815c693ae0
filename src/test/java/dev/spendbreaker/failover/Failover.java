package dev.spendbreaker.failover;

import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Instances of which some end while calls come that each bring about one decision. */
public final class Failover {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final String POLICY = "each-agent";

  private final Path directory;
  private final String servers;

  /**
   * @param directory takes the state of the instances and what they print
   * @param servers of a broker
   */
  public Failover(Path directory, String servers) {
    this.directory = directory;
    this.servers = servers;
  }

  /**
   * What is to happen.
   *
   * @param name of the application and so of its topics, of no other plan on the same broker
   * @param probesPerSecond how finely the times are known
   * @param calm how long nothing happens before, and after
   */
  public record Plan(
      String name,
      Ending ending,
      int instances,
      int standbyReplicas,
      int probesPerSecond,
      Duration calm) {}

  /**
   * What came of it, in milliseconds.
   *
   * @param probes how many calls were sent; each was decided once, as it had to be
   * @param medianBefore how late decisions were before anything happened
   * @param latest the latest decision from then on
   * @param longestGap the longest time without any decision from then on
   */
  public record Outcome(int probes, double medianBefore, double latest, double longestGap) {}

  /**
   * Makes it happen.
   *
   * @throws AssertionError where a decision is missing, or is one that was not due
   */
  public Outcome run(Plan plan) throws Exception {
    try (Instances instances = new Instances(directory, servers, plan.name())) {
      for (int i = 0; i < plan.instances(); i++) {
        instances.start("--standby-replicas=" + plan.standbyReplicas(), "--instance-timeout=PT5S");
      }
      Eventually.gives(TIMEOUT, true, instances::shareTheWork);
      Instance first = instances.all().get(0);
      Eventually.holds(TIMEOUT, () -> first.api().putPolicy(POLICY, Probes.policy()));
      try (Probes probes =
          new Probes(
              servers,
              instances.spansTopic(),
              plan.name() + "-decisions",
              plan.probesPerSecond())) {
        Eventually.holds(TIMEOUT, probes::assertFlow);
        Thread.sleep(plan.calm().toMillis());
        long struck = System.nanoTime();
        plan.ending().strike(instances);
        Thread.sleep(plan.calm().toMillis());
        probes.finish(TIMEOUT);
        return outcome(probes.all(), struck - plan.calm().toNanos(), struck);
      }
    }
  }

  private static Outcome outcome(List<Probe> probes, long calmNanos, long struckNanos) {
    List<Probe> before =
        probes.stream()
            .filter(p -> p.sentNanos() >= calmNanos && p.decidedNanos() < struckNanos)
            .toList();
    List<Probe> after = probes.stream().filter(p -> p.decidedNanos() >= struckNanos).toList();
    return new Outcome(
        probes.size(),
        median(before),
        millis(after.stream().mapToLong(Probe::latenessNanos).max().orElse(0)),
        millis(longestGap(after.stream().map(Probe::decidedNanos), struckNanos)));
  }

  private static double median(List<Probe> probes) {
    long[] sorted = probes.stream().mapToLong(Probe::latenessNanos).sorted().toArray();
    return sorted.length == 0 ? 0 : millis(sorted[sorted.length / 2]);
  }

  private static long longestGap(Stream<Long> instants, long from) {
    long[] sorted =
        LongStream.concat(LongStream.of(from), instants.mapToLong(Long::longValue))
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < sorted.length; i++) {
      longest = Math.max(longest, sorted[i] - sorted[i - 1]);
    }
    return longest;
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
