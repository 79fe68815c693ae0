package dev.spendbreaker.document;

/** A policy document that cannot be used. The message has the path and the reason. */
public final class InvalidPolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String path;
  private final String reason;

  /**
   * @param code stable, for programs, such as {@code unknown_field}
   * @param path where, as a JSON path such as {@code $.limit.usd}
   * @param reason what is wrong and what would be right, for people
   */
  public InvalidPolicyException(String code, String path, String reason) {
    super(path + ": " + reason);
    this.code = code;
    this.path = path;
    this.reason = reason;
  }

  public String code() {
    return code;
  }

  public String path() {
    return path;
  }

  public String reason() {
    return reason;
  }
}
