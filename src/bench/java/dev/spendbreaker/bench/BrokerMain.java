package dev.spendbreaker.bench;

import dev.spendbreaker.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;

/** The embedded broker alone: its arguments are its directory and its port. */
final class BrokerMain {
  private BrokerMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] args) {
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            Path.of(args[0]), Integer.parseInt(args[1]), Map.of("num.io.threads", "4"));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
  }
}
