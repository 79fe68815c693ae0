package dev.spendbreaker.query;

/** Answers the questions of other instances, from the stores here alone. */
@FunctionalInterface
public interface InstanceAnswers {
  /** Where every instance takes questions, by POST. */
  String PATH = "/internal/question";

  /** Of questions and answers; no form and no script of a web page sends it elsewhere unasked. */
  String CONTENT_TYPE = "application/octet-stream";

  /**
   * The answer to a question, both in the form that instances use among each other.
   *
   * @throws IllegalArgumentException where it is no question, or one of another version
   */
  byte[] answer(byte[] question);
}
