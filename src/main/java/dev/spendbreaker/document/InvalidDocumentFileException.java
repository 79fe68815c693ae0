package dev.spendbreaker.document;

/** A file of documents that cannot be used. The message begins with file, line and column. */
public final class InvalidDocumentFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;

  InvalidDocumentFileException(String file, Place place, String reason) {
    super(file + ":" + place + ": " + reason);
    this.file = file;
    this.line = place.line();
    this.column = place.column();
  }

  public String file() {
    return file;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** From 1. */
  public int column() {
    return column;
  }
}
