package dev.spendbreaker.cli;

import picocli.CommandLine;

/** Entry point of the {@code spendbreaker} command. */
public final class Main {
  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(SpendbreakerCommand.execute(commandLine(), args));
  }

  /** All commands. */
  static CommandLine commandLine() {
    return SpendbreakerCommand.of(
        new DemoCommand(),
        new DevCommand(),
        new RunCommand(new ApplicationProcess()),
        new PolicyCommand(),
        new PricesCommand(),
        new StatusCommand(),
        new WatchCommand(),
        new McpCommand(),
        new TokenCommand(),
        new ExplainTraceCommand(),
        new ReplayCommand(),
        new TopicsCommand(),
        new TopologyCommand(),
        new CompletionCommand(),
        new VersionCommand());
  }
}
