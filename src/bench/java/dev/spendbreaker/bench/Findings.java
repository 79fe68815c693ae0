package dev.spendbreaker.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a benchmark finds: said as it goes, and written to a page in the end. */
final class Findings {
  @Option(
      names = "--page",
      defaultValue = "topology-docs/performance.md",
      description = "The page that the table is written to. Default: ${DEFAULT-VALUE}.")
  private Path page = Path.of("topology-docs/performance.md");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private final Machine machine = new Machine();

  Path page() {
    return page;
  }

  void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Replaces a section of the page, and says what it is now; what it ran on comes first. */
  void write(String section, String text) throws IOException {
    String all = machine.describe() + " " + text;
    new Section(page, section).write(all);
    say("\n" + all);
  }
}
