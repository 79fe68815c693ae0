package dev.spendbreaker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Changes to what logback.xml says. */
final class Logging {
  private static boolean asked;

  private Logging() {}

  /** How much the application itself logs; the libraries stay as they are. */
  static void setLevel(Level level) {
    asked = true;
    setLevel("dev.spendbreaker", level);
  }

  /** For a command whose output is for people: only what they should worry about. */
  static void quietUnlessAsked() {
    if (!asked) {
      setLevel("dev.spendbreaker", Level.WARN);
      setLevel("org.apache.kafka", Level.ERROR);
    }
  }

  /** For a command that reports itself, once, that Kafka does not answer. */
  static void hideFailedConnections() {
    setLevel("org.apache.kafka.clients.NetworkClient", Level.ERROR);
    setLevel("org.apache.kafka.clients.ClientUtils", Level.ERROR);
  }

  private static void setLevel(String logger, Level level) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
  }
}
