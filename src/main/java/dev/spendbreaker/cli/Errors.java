package dev.spendbreaker.cli;

import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.document.InvalidPolicyException;
import dev.spendbreaker.runtime.TopicsException;
import dev.spendbreaker.runtime.UnreachableException;
import dev.spendbreaker.text.NearestName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Collection;
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
      return thrown instanceof InvalidSettingsException
          || thrown instanceof TopicsException
          || thrown instanceof UnreachableException
          || thrown instanceof ApiException
          || thrown instanceof InvalidPolicyException
          || isForPeople(thrown);
    }

    /** A failed file access tells only the path, other input and output what is wrong. */
    private static boolean isForPeople(Exception thrown) {
      return thrown instanceof IOException && !(thrown instanceof FileSystemException);
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
