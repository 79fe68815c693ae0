package dev.spendbreaker.http;

/** A record that Kafka did not take. The message is for people. */
public final class PublishException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the sender can do about it. */
  public enum Kind {
    /** Larger than the topic allows: send less at a time, or raise the topic's limit. */
    TOO_LARGE,
    /** Kafka does not answer, or not in time: try again later. */
    UNAVAILABLE,
    /** Kafka refused it for good, such as for want of a permission: trying again does not help. */
    REFUSED
  }

  private final Kind kind;

  public PublishException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
