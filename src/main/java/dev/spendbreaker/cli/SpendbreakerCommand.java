package dev.spendbreaker.cli;

import ch.qos.logback.classic.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The root of the command line: what all subcommands share. */
@Command(
    name = "spendbreaker",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = "A circuit breaker for what AI agents spend.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failure",
      "2:a flag, an argument or a setting is wrong",
      "3:Kafka or the application cannot be reached"
    },
    footer = {
      "",
      "Example: spendbreaker topics create --bootstrap-servers kafka:9092",
      "",
      "'spendbreaker COMMAND --help' describes a command."
    })
final class SpendbreakerCommand {
  /** How much is logged. */
  enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of an error.")
  private boolean verbose;

  @Option(
      names = "--log-level",
      scope = ScopeType.INHERIT,
      paramLabel = "<level>",
      description = "How much is logged: ${COMPLETION-CANDIDATES}. Default: info.")
  private @Nullable LogLevel logLevel;

  private SpendbreakerCommand() {}

  /** The command line with these subcommands, in the order help lists them. */
  static CommandLine of(Object... subcommands) {
    SpendbreakerCommand root = new SpendbreakerCommand();
    CommandLine commandLine = new CommandLine(root);
    for (Object subcommand : subcommands) {
      commandLine.addSubcommand(subcommand);
    }
    return commandLine
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setParameterExceptionHandler(new Errors.InUsage())
        .setExecutionExceptionHandler(new Errors.InExecution(() -> root.verbose))
        .setExecutionStrategy(root::execute);
  }

  /** Runs the command that the arguments name, help where there are none; returns its exit code. */
  static int execute(CommandLine commandLine, String... args) {
    return args.length == 0
        ? commandLine.execute("--help")
        : commandLine.execute(FamilyFlags.normalize(args));
  }

  private int execute(ParseResult parsed) {
    if (logLevel != null) {
      Logging.setLevel(Level.valueOf(logLevel.name()));
    }
    return new RunLast().execute(parsed);
  }
}
