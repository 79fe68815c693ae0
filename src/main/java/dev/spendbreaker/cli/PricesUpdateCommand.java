package dev.spendbreaker.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spendbreaker prices update}. */
@Command(
    name = "update",
    description = {
      "Makes the bundled price book anew from the latest @pydantic/genai-prices.",
      "Works in a source checkout only, and needs node and npm."
    },
    footer = {"", "Example: spendbreaker prices update"})
final class PricesUpdateCommand implements Callable<Integer> {
  @Option(
      names = "--checkout",
      paramLabel = "<dir>",
      defaultValue = ".",
      description = "The source checkout. Default: the current directory.")
  private Path checkout = Path.of(".");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<String> changed = new PriceBookUpdate(checkout, Programs.INSTALLED).run();
    if (changed.isEmpty()) {
      spec.commandLine().getOut().println("nothing has changed");
    }
    changed.forEach(file -> spec.commandLine().getOut().println("changed: " + file));
    return ExitCode.OK;
  }
}
