package dev.spendbreaker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
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
        .formatted(built(), AppInfoParser.getVersion(), Runtime.version());
  }

  /** Maven puts the version into the jar; classes outside a jar have none. */
  private static String built() {
    String resource = "/META-INF/maven/dev.spendbreaker/spendbreaker/pom.properties";
    try (InputStream in = VersionCommand.class.getResourceAsStream(resource)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "(not packaged)");
    } catch (IOException e) {
      return "(unreadable version)";
    }
  }
}
