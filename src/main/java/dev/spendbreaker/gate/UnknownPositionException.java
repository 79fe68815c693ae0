package dev.spendbreaker.gate;

/** A position that lies beyond the end of the topic: it is of another topic, or of one deleted. */
public final class UnknownPositionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownPositionException() {
    super("the position lies beyond the end of the decisions topic");
  }
}
