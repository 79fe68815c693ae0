package dev.spendbreaker.query;

/** Another instance gave no answer that can be used. Expected, so it has no stack trace. */
final class InstanceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason one of those of {@link MissingInstance}
   * @param detail for people
   */
  InstanceException(String reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
