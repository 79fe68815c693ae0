package dev.spendbreaker.query;

/** Answers the questions of other instances, from the stores here alone. */
@FunctionalInterface
public interface InstanceAnswers {
  /**
   * The answer to a question, both in the form that instances use among each other.
   *
   * @throws IllegalArgumentException where it is no question, or one of another version
   */
  byte[] answer(byte[] question);
}
