package dev.spendbreaker.cli;

import dev.spendbreaker.access.AccessToken;
import dev.spendbreaker.access.Permission;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spendbreaker token}: tokens for those who ask an application over HTTP. */
@Command(
    name = "token",
    description = "Makes tokens for those who ask a running application over HTTP.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TokenCommand.Create.class,
    footer = {"", "Example: spendbreaker token create gateway --scopes check --file tokens.txt"})
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: 'spendbreaker token --help' lists them");
  }

  /** {@code spendbreaker token create}. */
  @Command(
      name = "create",
      description = {
        "Makes a token and prints it, once: the application knows only its SHA-256.",
        "The setting 'auth.tokens.file' names the file of tokens."
      },
      footer = {"", "Example: spendbreaker token create gateway --scopes check --file tokens.txt"})
  static final class Create implements Callable<Integer> {
    @Parameters(paramLabel = "<name>", description = "Whose token it is.")
    private String name = "";

    @Option(
        names = "--scopes",
        required = true,
        split = ",",
        paramLabel = "<scope>",
        description = "What it may do: read, write, check, ingest.")
    private List<String> scopes = List.of();

    @Option(
        names = "--file",
        paramLabel = "<file>",
        description = "The file of tokens, to which its line is added. Default: the line is shown.")
    private @Nullable Path file;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      String token = AccessToken.random();
      String line = line(token);
      PrintWriter out = spec.commandLine().getOut();
      if (file == null) {
        out.println("token: " + token);
        out.println("line:  " + line);
      } else {
        add(line, file);
        out.println(token);
      }
      out.flush();
      return ExitCode.OK;
    }

    private String line(String token) {
      try {
        return AccessToken.of(name, Permission.all(scopes), token).line();
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
    }

    private static void add(String line, Path file) throws IOException {
      String before = Files.exists(file) ? Files.readString(file) : "";
      String separator = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
      Files.writeString(
          file, separator + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
