package dev.spendbreaker.cli;

import dev.spendbreaker.runtime.Version;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code spendbreaker version}. */
@Command(
    name = "version",
    description = "Prints the version.",
    footer = {"", "Example: spendbreaker version"})
final class VersionCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(version());
  }

  /** The version for {@code --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {version()};
    }
  }

  private static String version() {
    return "spendbreaker %s (Kafka %s, Java %s)"
        .formatted(Version.built(), AppInfoParser.getVersion(), Runtime.version());
  }
}
