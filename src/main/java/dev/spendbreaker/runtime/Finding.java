package dev.spendbreaker.runtime;

/**
 * Something about a topic that is not as it should be.
 *
 * @param what what is wrong and why it matters
 * @param fix a command line of Kafka's tools that puts it right
 */
public record Finding(String topic, Severity severity, String what, String fix) {
  /** What a finding means for the application. */
  public enum Severity {
    /** The application runs, with less than it promises. */
    WARNING,
    /** The application must not start. */
    FATAL
  }
}
