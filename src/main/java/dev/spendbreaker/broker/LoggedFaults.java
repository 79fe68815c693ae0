package dev.spendbreaker.broker;

import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's fatal faults, logged and thrown to whoever met them.
 *
 * <p>Kafka's own answer to a fatal fault is to halt the process, without running shutdown hooks and
 * without a word on the terminal. This process is not Kafka's alone.
 */
final class LoggedFaults implements FaultHandlerFactory {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedFaults.class);
  private static final String ADVICE =
      "The embedded broker has failed and takes no more records: restart Spendbreaker."
          + " If it fails again, choose another directory with --data.";

  @Override
  public FaultHandler build(String name, boolean fatal, Runnable action) {
    return (message, cause) -> handle(name + ": " + message, cause, fatal, action);
  }

  /**
   * Keeps the rest of Kafka's server, such as a log directory that fails, from ending the process.
   *
   * <p>For the whole process, and not undone: a thread of a broker that is closed may still ask.
   */
  static void refuseExits() {
    Exit.setExitProcedure(LoggedFaults::refuse);
    Exit.setHaltProcedure(LoggedFaults::refuse);
  }

  private static RuntimeException handle(
      String message, @Nullable Throwable cause, boolean fatal, Runnable action) {
    LOG.error("{}{}", fatal ? ADVICE + " " : "", message, cause);
    action.run();
    return new FaultHandlerException(message, cause);
  }

  private static void refuse(int status, @Nullable String message) {
    LOG.error("{} It asked to end the process with status {}: {}", ADVICE, status, message);
    throw new IllegalStateException("the embedded broker may not end the process: " + message);
  }
}
