package dev.spendbreaker.document;

/** A text that is not JSON or YAML, or breaks a rule of all documents, and where. */
final class MalformedTextException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String path;
  private final transient Place place;

  MalformedTextException(String code, String path, Place place, String reason) {
    super(reason);
    this.code = code;
    this.path = path;
    this.place = place;
  }

  Place place() {
    return place;
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** For documents that are one line to their reader: the place goes into the reason. */
  InvalidDocumentException withoutPlace() {
    String where = " (line " + place.line() + ", column " + place.column() + ")";
    return new InvalidDocumentException(code, path, reason() + where);
  }
}
