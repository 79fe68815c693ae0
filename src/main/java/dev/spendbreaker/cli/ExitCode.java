package dev.spendbreaker.cli;

/** What the {@code spendbreaker} command tells the shell. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;

  /** A flag, an argument or a setting is wrong. */
  static final int USAGE = 2;

  /** Kafka or the application does not answer. */
  static final int UNREACHABLE = 3;

  private ExitCode() {}
}
