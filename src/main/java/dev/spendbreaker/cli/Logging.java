package dev.spendbreaker.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Changes to what logback.xml says. */
final class Logging {
  private Logging() {}

  /** How much the application itself logs; the libraries stay as they are. */
  static void setLevel(Level level) {
    setLevel("dev.spendbreaker", level);
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
