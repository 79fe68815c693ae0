package dev.spendbreaker.cli;

import dev.spendbreaker.broker.EmbeddedBrokerException;
import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.InvalidDocumentFileException;
import dev.spendbreaker.explain.CaptureException;
import dev.spendbreaker.http.ServerStartException;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.runtime.TopicsException;
import dev.spendbreaker.runtime.UnreachableException;
import dev.spendbreaker.text.NearestName;
import dev.spendbreaker.tls.InvalidTlsFileException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as the user sees them: on standard error, a line each, without a stack trace. */
final class Errors {
  private Errors() {}

  /** A command line that cannot be understood. */
  static final class InUsage implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
      CommandLine command = thrown.getCommandLine();
      print(command.getErr(), describe(thrown, command));
      return ExitCode.USAGE;
    }

    private static String describe(ParameterException thrown, CommandLine command) {
      return thrown instanceof UnmatchedArgumentException unmatched
          ? unknown(unmatched.getUnmatched().get(0), command)
          : thrown.getMessage() + seeHelp(command);
    }

    private static String unknown(String argument, CommandLine command) {
      boolean isOption = argument.startsWith("-");
      Collection<String> names =
          isOption
              ? command.getCommandSpec().optionsMap().keySet()
              : command.getSubcommands().keySet();
      String name = argument.split("=", 2)[0];
      String what = isOption ? "option" : names.isEmpty() ? "argument" : "command";
      String hint =
          NearestName.of(name, names)
              .map(near -> ": did you mean '" + near + "'?")
              .orElse(seeHelp(command));
      return "unknown " + what + " '" + name + "'" + hint;
    }

    private static String seeHelp(CommandLine command) {
      return ": see '" + command.getCommandSpec().qualifiedName() + " --help'";
    }
  }

  /** A command that failed. */
  static final class InExecution implements IExecutionExceptionHandler {
    /** Their messages are for people as they stand. */
    private static final List<Class<? extends Exception>> EXPECTED =
        List.of(
            InvalidSettingsException.class,
            TopicsException.class,
            UnreachableException.class,
            ServerStartException.class,
            EmbeddedBrokerException.class,
            InvalidDocumentException.class,
            InvalidDocumentFileException.class,
            PriceUpdateException.class,
            CaptureException.class,
            ReplayException.class,
            InvalidTlsFileException.class,
            ApiException.class);

    private final BooleanSupplier verbose;

    InExecution(BooleanSupplier verbose) {
      this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
      print(command.getErr(), describe(thrown));
      if (verbose.getAsBoolean()) {
        thrown.printStackTrace(command.getErr());
      }
      return exitCode(thrown);
    }

    private static String describe(Exception thrown) {
      return isExpected(thrown)
          ? String.valueOf(thrown.getMessage())
          : thrown + " ('--verbose' shows where)";
    }

    private static boolean isExpected(Exception thrown) {
      return EXPECTED.stream().anyMatch(expected -> expected.isInstance(thrown));
    }

    private static int exitCode(Exception thrown) {
      if (thrown instanceof InvalidSettingsException) {
        return ExitCode.USAGE;
      }
      return thrown instanceof UnreachableException ? ExitCode.UNREACHABLE : ExitCode.FAILURE;
    }
  }

  private static void print(PrintWriter err, String message) {
    message.lines().forEach(line -> err.println("error: " + line));
    err.flush();
  }
}
