package dev.spendbreaker.runtime;

import java.util.List;

/** Kafka answers, and refuses what was asked of the topics. */
public final class TopicsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public TopicsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** What was refused, and what to do: one line each. */
  public List<String> problems() {
    return problems;
  }
}
