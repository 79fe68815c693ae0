package dev.spendbreaker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench policies}: how long it takes until every scope has its decision after a change of a
 * policy for all agents, and after a burst of policies for one agent each.
 */
@Command(
    name = "policies",
    description = {
      "Measures from the change of a policy for all agents, and from a burst of policies, to the"
          + " decisions as a read_committed consumer sees them. Broker, application and consumer"
          + " share a JVM.",
      "The table goes to the page, between the comments that name it."
    })
final class PolicyChanges implements Callable<Integer> {
  @Option(
      names = "--agents",
      defaultValue = "100000",
      description = "Agents, each with a task. Default: ${DEFAULT-VALUE}.")
  private int agents;

  @Option(
      names = "--burst",
      defaultValue = "10000",
      description = "Policies of the burst, at most as many as agents. Default: ${DEFAULT-VALUE}.")
  private int burst;

  @Mixin private Findings findings = new Findings();

  private final List<String> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (Scratch scratch = new Scratch();
        PolicyChangeRunner runner = new PolicyChangeRunner(agents, scratch.directory())) {
      runner.fill();
      for (String limit : List.of("{\"calls\": 0}", "{\"calls\": 1000000}")) {
        add("limit for all agents: `%s`".formatted(limit), runner.changeForEveryAgent(limit));
      }
      add("%,d policies, an agent each".formatted(burst), runner.burst(Math.min(burst, agents)));
    }
    findings.write("policies", table());
    return 0;
  }

  private void add(String change, PolicyChangeRunner.Times times) {
    String row =
        "| %s | %,d | %d | %d | %d | %d | %.0f | %.1f |"
            .formatted(
                change,
                times.decisions(),
                times.answeredMillis(),
                times.firstMillis(),
                times.halfMillis(),
                times.lastMillis(),
                times.longestPunctuationMillis(),
                times.cpuSeconds());
    rows.add(row);
    findings.say(row);
  }

  private String table() {
    return "%,d agents, each with a task.".formatted(agents)
        + "\n\n"
        + "| change | decisions | answered, ms | first decision, ms | half, ms | last, ms |"
        + " longest pause of a stream thread, ms | CPU, s |\n"
        + "| --- | --: | --: | --: | --: | --: | --: | --: |\n"
        + String.join("\n", rows)
        + "\n";
  }
}
