package dev.spendbreaker.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this application. */
public final class Version {
  private Version() {}

  /** Maven puts the version into the jar; classes outside a jar have none. */
  public static String built() {
    String resource = "/META-INF/maven/dev.spendbreaker/spendbreaker/pom.properties";
    try (InputStream in = Version.class.getResourceAsStream(resource)) {
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
