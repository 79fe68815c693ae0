package dev.spendbreaker.config;

import java.util.List;

/** Settings that cannot be used. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public InvalidSettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong: one line each, with its source and what to do. */
  public List<String> problems() {
    return problems;
  }
}
