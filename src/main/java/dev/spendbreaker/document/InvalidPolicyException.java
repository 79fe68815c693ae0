package dev.spendbreaker.document;

/** A policy document that cannot be used. */
public final class InvalidPolicyException extends InvalidDocumentException {
  private static final long serialVersionUID = 1L;

  InvalidPolicyException(InvalidDocumentException cause) {
    this(cause.code(), cause.path(), cause.reason());
  }

  InvalidPolicyException(String code, String path, String reason) {
    super(code, path, reason);
  }
}
