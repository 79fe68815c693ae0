package dev.spendbreaker.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./spendbreaker bench}: what the project's promises of speed are measured by. */
@Command(
    name = "bench",
    subcommands = {
      Trips.class,
      Knee.class,
      Throughput.class,
      Scale.class,
      PolicyChanges.class,
      Questions.class,
      Failovers.class
    },
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    description = "Measures on this machine, and writes what it finds to topology-docs.",
    footer = {"", "Example: ./spendbreaker bench trips --trips 200"})
final class Bench {
  private Bench() {}

  /** Runs the benchmark that the arguments name, help where there are none. */
  public static void main(String[] args) {
    CommandLine commandLine = new CommandLine(new Bench());
    System.exit(commandLine.execute(args.length == 0 ? new String[] {"--help"} : args));
  }
}
