package dev.spendbreaker.otlp;

import org.jspecify.annotations.Nullable;

/**
 * The wanted attributes of one span or one resource, by their number in {@link AttributeKeys}.
 *
 * <p>A view is valid only until the reader moves on; copy what must be kept.
 */
public interface AttributeView {
  /** What an attribute holds. */
  enum Type {
    /** Not present. */
    NONE,
    STRING,
    BOOL,
    INT,
    DOUBLE,
    /** Present, but an array, a map or bytes. */
    OTHER
  }

  Type type(int key);

  /**
   * A string as it is; {@code true} or {@code false}; a number as a plain decimal, without exponent
   * but maybe {@code NaN}, {@code Infinity} or {@code -Infinity}; null where the type is NONE or
   * OTHER. Decoded when asked for first; asked again it is the same object.
   */
  @Nullable String text(int key);

  /** The value of an INT; 1 or 0 for a BOOL; else 0. */
  long longValue(int key);

  /** The value of a DOUBLE (may be NaN or infinite), or of an INT; else 0. */
  double doubleValue(int key);
}
