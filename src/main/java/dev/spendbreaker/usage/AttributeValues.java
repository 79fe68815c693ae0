package dev.spendbreaker.usage;

import dev.spendbreaker.otlp.AttributeView;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values of attributes. An empty string is the same as no attribute. */
final class AttributeValues {
  /** The longest text that names something; names are keys of topics and stores. */
  static final int MAX_NAME_LENGTH = 1024;

  /** No honest amount needs more digits; an exact double has at most 767. */
  private static final int MAX_NUMBER_LENGTH = 1024;

  private static final BigDecimal MAX_COUNT = BigDecimal.valueOf(Tokens.MAX);

  private AttributeValues() {}

  /** The first of the names that is there. */
  static @Nullable String firstName(AttributeView view, List<AttributeKey> keys)
      throws UnusableSpanException {
    for (AttributeKey key : keys) {
      String text = view.text(key.number());
      if (text != null && !text.isBlank()) {
        return checkedName(key, text);
      }
    }
    return null;
  }

  private static String checkedName(AttributeKey key, String text) throws UnusableSpanException {
    if (text.length() > MAX_NAME_LENGTH) {
      throw new UnusableSpanException(
          key.name() + " is longer than " + MAX_NAME_LENGTH + " characters");
    }
    return text;
  }

  /** The first of the token counts that is not zero; 0 where there is none. */
  static long firstCount(AttributeView view, List<AttributeKey> keys) throws UnusableSpanException {
    for (AttributeKey key : keys) {
      long count = count(view, key);
      if (count != 0) {
        return count;
      }
    }
    return 0;
  }

  private static long count(AttributeView view, AttributeKey key) throws UnusableSpanException {
    return switch (view.type(key.number())) {
      case NONE -> 0;
      case INT -> checkedCount(key, view.longValue(key.number()));
      default -> wholeNumber(key, number(view, key));
    };
  }

  private static long checkedCount(AttributeKey key, long count) throws UnusableSpanException {
    if (count < 0) {
      throw unusable(key, Long.toString(count), "negative");
    }
    if (count > Tokens.MAX) {
      throw unusable(key, Long.toString(count), "more tokens than one span can have");
    }
    return count;
  }

  private static long wholeNumber(AttributeKey key, BigDecimal number)
      throws UnusableSpanException {
    if (number.compareTo(MAX_COUNT) > 0) {
      throw unusable(key, number.toString(), "more tokens than one span can have");
    }
    if (number.signum() < 0) {
      throw unusable(key, number.toString(), "negative");
    }
    if (number.stripTrailingZeros().scale() > 0) {
      throw unusable(key, number.toString(), "not a whole number of tokens");
    }
    return number.longValueExact();
  }

  /** An attribute's number, exactly; 0 where it is absent. */
  static BigDecimal number(AttributeView view, AttributeKey key) throws UnusableSpanException {
    return switch (view.type(key.number())) {
      case NONE -> BigDecimal.ZERO;
      case INT -> BigDecimal.valueOf(view.longValue(key.number()));
      case DOUBLE -> exact(key, view.doubleValue(key.number()));
      case STRING -> parsed(key, view.text(key.number()));
      case BOOL, OTHER -> throw new UnusableSpanException(key.name() + " is not a number");
    };
  }

  /** By the shortest decimal that names the double, which is what its sender meant. */
  private static BigDecimal exact(AttributeKey key, double value) throws UnusableSpanException {
    if (!Double.isFinite(value)) {
      throw unusable(key, Double.toString(value), "not a number");
    }
    return new BigDecimal(Double.toString(value));
  }

  private static BigDecimal parsed(AttributeKey key, @Nullable String text)
      throws UnusableSpanException {
    if (text == null || text.isBlank()) {
      return BigDecimal.ZERO;
    }
    return decimal(key, text);
  }

  /** Parses decimal text, scientific notation included. */
  static BigDecimal decimal(AttributeKey key, String text) throws UnusableSpanException {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw unusable(key, text, "too long for a number");
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw unusable(key, text, "not a number");
    }
  }

  static UnusableSpanException unusable(AttributeKey key, String value, String why) {
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return new UnusableSpanException(key.name() + " is '" + shown + "': " + why);
  }
}
