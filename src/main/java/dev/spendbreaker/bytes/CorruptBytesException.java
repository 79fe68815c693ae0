package dev.spendbreaker.bytes;

/** Bytes that are not what a {@link ByteReader} was told to expect. */
public final class CorruptBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptBytesException(String message) {
    super(message);
  }
}
