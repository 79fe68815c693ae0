package dev.spendbreaker.document;

/** A document that is not what its contract asks for. Says where, what is wrong and what to do. */
public class InvalidDocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Not JSON (or YAML) at all, or too large. */
  public static final String MALFORMED = "malformed_document";

  public static final String DUPLICATE_FIELD = "duplicate_field";
  public static final String UNKNOWN_FIELD = "unknown_field";
  public static final String MISSING_FIELD = "missing_field";
  public static final String WRONG_TYPE = "wrong_type";
  public static final String INVALID_VALUE = "invalid_value";

  /** Not what stands in the document, but the key that it stands under. */
  public static final String INVALID_KEY = "invalid_key";

  /** A dimension that no attributes are configured for. */
  public static final String UNKNOWN_DIMENSION = "unknown_dimension";

  /** A secret that stands in the document; the document must not be kept or shown. */
  public static final String LITERAL_SECRET = "literal_secret";

  private final String code;
  private final String path;
  private final String reason;

  InvalidDocumentException(String code, String path, String reason) {
    super(path + ": " + reason);
    this.code = code;
    this.path = path;
    this.reason = reason;
  }

  /** One of the constants of this class; an open set. */
  public String code() {
    return code;
  }

  /** The JSON path of what is wrong, such as {@code $.limit.usd}. */
  public String path() {
    return path;
  }

  /** What is wrong and what to do, in words. */
  public String reason() {
    return reason;
  }
}
