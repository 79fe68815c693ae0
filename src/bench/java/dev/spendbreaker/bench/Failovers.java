package dev.spendbreaker.bench;

import dev.spendbreaker.failover.Ending;
import dev.spendbreaker.failover.Failover;
import dev.spendbreaker.failover.Failover.Outcome;
import dev.spendbreaker.failover.Failover.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench failover}: how late decisions are when instances end. */
@Command(
    name = "failover",
    description = {
      "Stops, kills and restarts instances while calls come that each bring about one decision,"
          + " and measures how late the decisions are. Broker and instances each have a JVM.",
      "The table goes to the page, between the comments that name it."
    })
final class Failovers implements Callable<Integer> {
  private record Row(Ending ending, int instances, int standbyReplicas) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(Ending.STOP_ONE, 2, 0),
          new Row(Ending.STOP_ONE, 2, 1),
          new Row(Ending.KILL_ONE, 2, 0),
          new Row(Ending.KILL_ONE, 2, 1),
          new Row(Ending.ROLLING_RESTART, 3, 0),
          new Row(Ending.ROLLING_RESTART, 3, 1));

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds of each row, each with new instances. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--probes",
      defaultValue = "50",
      description = "Calls a second. Default: ${DEFAULT-VALUE}.")
  private int probes;

  @Option(
      names = "--calm",
      defaultValue = "10",
      description = "Seconds before and after what happens. Default: ${DEFAULT-VALUE}.")
  private int calmSeconds;

  @Mixin private Findings findings = new Findings();

  private final List<String> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    for (Row row : ROWS) {
      try (Scratch scratch = new Scratch();
          Broker broker = new Broker(scratch.directory())) {
        measure(row, broker.servers(), scratch.directory());
      }
    }
    findings.write("failover", table());
    return 0;
  }

  private void measure(Row row, String servers, Path directory) throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Path own = directory.resolve("round-" + round);
      Files.createDirectories(own);
      Plan plan =
          new Plan(
              "failover-" + round,
              row.ending(),
              row.instances(),
              row.standbyReplicas(),
              probes,
              Duration.ofSeconds(calmSeconds));
      outcomes.add(new Failover(own, servers).run(plan));
    }
    rows.add(
        "| %s | %d | %d | %,.0f | %s | %s |"
            .formatted(
                row.ending().description(),
                row.instances(),
                row.standbyReplicas(),
                outcomes.stream().mapToDouble(Outcome::medianBefore).average().orElseThrow(),
                each(outcomes.stream().map(Outcome::latest).toList()),
                each(outcomes.stream().map(Outcome::longestGap).toList())));
    findings.say(rows.get(rows.size() - 1));
  }

  private static String each(List<Double> millis) {
    return String.join("; ", millis.stream().map("%,.0f"::formatted).toList());
  }

  private String table() {
    return "%d calls a second, each of which brings about one decision; each figure of a row is that of a round of its own; milliseconds."
            .formatted(probes)
        + "\n\n| what ends | instances | standby replicas | median before | latest decision | longest time without one |\n"
        + "| --- | --: | --: | --: | --: | --: |\n"
        + String.join("\n", rows)
        + "\n";
  }
}
