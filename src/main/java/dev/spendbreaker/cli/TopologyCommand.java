package dev.spendbreaker.cli;

import dev.spendbreaker.docs.TopologyDocs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spendbreaker topology}: writes the generated part of topology-docs. */
@Command(
    name = "topology",
    description = "Writes what topology-docs says of topology, topics, stores and settings.",
    footer = {"", "Example: spendbreaker topology --check"})
final class TopologyCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      paramLabel = "<dir>",
      defaultValue = "topology-docs",
      description = "The directory to write to. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("topology-docs");

  @Option(names = "--check", description = "Writes nothing; fails where a file has drifted.")
  private boolean check;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(directory)) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no directory '"
              + directory
              + "': run this in the repository, or name one with --output");
    }
    TopologyDocs docs = TopologyDocs.ofDefaults();
    return check ? check(docs) : write(docs);
  }

  private int check(TopologyDocs docs) throws Exception {
    List<String> drifted = docs.drifted(directory);
    drifted.forEach(file -> spec.commandLine().getErr().println("drifted: " + file));
    return drifted.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private int write(TopologyDocs docs) throws Exception {
    docs.write(directory);
    docs.files()
        .keySet()
        .forEach(file -> spec.commandLine().getOut().println(directory.resolve(file)));
    return ExitCode.OK;
  }
}
