package dev.spendbreaker.chaos;

import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** One cluster, its applications, a stream of spans, and faults one after the other. */
final class ChaosRun {
  private static final int BROKERS = 3;
  private static final Duration SETTLED = Duration.ofMinutes(10);
  private static final int LONGEST_PAUSE_MILLIS = 3_000;

  private final Plan plan;
  private final Consumer<String> report;
  private final Random random;
  private final ExactModel model = new ExactModel();
  private final Verdict verdict = new Verdict(model);

  /**
   * What is to happen.
   *
   * @param seed of the spans, and of when and whom faults strike
   * @param spans different ones in all
   * @param applications two or more
   * @param hold how long what lasts goes on once the group has noticed
   */
  record Plan(
      long seed,
      long spans,
      int spansPerSecond,
      int applications,
      List<Fault> faults,
      Duration hold) {
    Plan {
      faults = List.copyOf(faults);
    }
  }

  /**
   * @param report takes a line for each thing that happens
   */
  ChaosRun(Plan plan, Consumer<String> report) {
    this.plan = plan;
    this.report = report;
    this.random = new Random(plan.seed());
  }

  /**
   * Runs it.
   *
   * @param directory takes the data of brokers and applications, and what they print
   * @throws AssertionError where a figure is not that of the model
   */
  void run(Path directory) throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(directory, BROKERS, Map.of());
        Applications applications = new Applications(directory, cluster)) {
      applications.startAll(plan.applications());
      report.accept(BROKERS + " brokers and " + plan.applications() + " applications run");
      try (Generator generator = generator(cluster, applications)) {
        generator.send(Budgets.AGENTS);
        generator.send(Budgets.TASKS);
        generator.send(Budgets.TEAMS);
        generator.start();
        strikeAll(cluster, applications, generator);
        generator.finish();
        report.accept(plan.spans() + " spans and their repeats are sent");
        verify(cluster, applications);
        generator.sendMore();
        verify(cluster, applications);
      }
    }
  }

  private Generator generator(KafkaCluster cluster, Applications applications) {
    return new Generator(
        cluster.bootstrapServers(),
        applications.spansTopic(),
        applications.policiesTopic(),
        new Workload(plan.seed(), model),
        plan.spans(),
        plan.spansPerSecond());
  }

  /** The users' policy comes when half of the faults are over. */
  private void strikeAll(KafkaCluster cluster, Applications applications, Generator generator)
      throws Exception {
    List<Fault> faults = plan.faults();
    for (int i = 0; i < faults.size(); i++) {
      if (i == faults.size() / 2) {
        generator.send(Budgets.USERS);
      }
      Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
      report.accept((i + 1) + " of " + faults.size() + ": " + faults.get(i).description());
      faults.get(i).strike(cluster, applications, plan.hold(), random);
    }
  }

  private void verify(KafkaCluster cluster, Applications applications) throws Exception {
    int[] found = new int[2];
    Eventually.holds(SETTLED, () -> found[0] = verdict.totals(applications.first().api()));
    Eventually.holds(
        SETTLED,
        () ->
            found[1] =
                verdict.decisions(
                    DecisionLog.read(cluster.bootstrapServers(), applications.decisionsTopic())));
    report.accept(
        "exact: %d scopes, %d decisions without gap or repeat, %s USD in all"
            .formatted(found[0], found[1], model.totalUsd().toPlainString()));
  }
}
