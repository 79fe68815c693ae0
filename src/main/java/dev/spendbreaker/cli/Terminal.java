package dev.spendbreaker.cli;

import java.util.Map;

/** What the terminal of this process takes, as the launch script and the environment say. */
final class Terminal {
  private static final String OUT = "spendbreaker.terminal";
  private static final String ERR = "spendbreaker.terminal.err";

  private Terminal() {}

  /** Whether standard output is one. */
  static boolean isOut() {
    return Boolean.getBoolean(OUT);
  }

  /** Whether standard error is one. */
  static boolean isErr() {
    return Boolean.getBoolean(ERR);
  }

  /** Whether standard output is to have colours. */
  static boolean hasColours() {
    return isOut() && wantsColours(System.getenv());
  }

  /** False where somebody asks for none (no-color.org), or the terminal has none. */
  static boolean wantsColours(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
