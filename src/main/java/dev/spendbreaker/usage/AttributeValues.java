package dev.spendbreaker.usage;

import dev.spendbreaker.otlp.AttributeView;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the values of attributes. An empty string is the same as no attribute. */
final class AttributeValues {
  /** The longest text that names something; names are keys of topics and stores. */
  static final int MAX_NAME_LENGTH = 1024;

  /** No honest amount needs more digits; an exact double has at most 767. */
  private static final int MAX_NUMBER_LENGTH = 1024;

  private static final BigDecimal MAX_COUNT = BigDecimal.valueOf(Tokens.MAX);

  private AttributeValues() {}

  /**
   * The first of the names that is there; one that is too long or reserved is as good as absent.
   */
  static @Nullable String firstName(
      AttributeView view, List<AttributeKey> keys, Consumer<String> complaints) {
    for (AttributeKey key : keys) {
      String text = view.text(key.number());
      if (text != null && !text.isBlank() && isUsable(key, text, complaints)) {
        return text;
      }
    }
    return null;
  }

  private static boolean isUsable(AttributeKey key, String text, Consumer<String> complaints) {
    if (text.length() > MAX_NAME_LENGTH) {
      complaints.accept(
          "taken as absent: " + key.name() + " is longer than " + MAX_NAME_LENGTH + " characters");
      return false;
    }
    if (ReservedNames.isReserved(text)) {
      complaints.accept("taken as absent: " + key.name() + " is a reserved name");
      return false;
    }
    return true;
  }

  /** The first of the token counts that is not zero; 0 where there is none. */
  static long firstCount(AttributeView view, List<AttributeKey> keys)
      throws UnusableUsageException {
    for (AttributeKey key : keys) {
      long count = count(view, key);
      if (count != 0) {
        return count;
      }
    }
    return 0;
  }

  private static long count(AttributeView view, AttributeKey key) throws UnusableUsageException {
    AttributeView.Type type = view.type(key.number());
    if (type == AttributeView.Type.NONE) {
      return 0;
    }
    return type == AttributeView.Type.INT && key.member() == null
        ? checkedCount(key, view.longValue(key.number()))
        : wholeNumber(key, number(view, key));
  }

  private static long checkedCount(AttributeKey key, long count) throws UnusableUsageException {
    if (count < 0) {
      throw unusable(key, Long.toString(count), "negative");
    }
    if (count > Tokens.MAX) {
      throw unusable(key, Long.toString(count), "more tokens than one span can have");
    }
    return count;
  }

  private static long wholeNumber(AttributeKey key, BigDecimal number)
      throws UnusableUsageException {
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

  /** The number, exactly; 0 where it is absent. */
  static BigDecimal number(AttributeView view, AttributeKey key) throws UnusableUsageException {
    return key.member() == null ? attributeNumber(view, key) : JsonMembers.number(view, key);
  }

  private static BigDecimal attributeNumber(AttributeView view, AttributeKey key)
      throws UnusableUsageException {
    return switch (view.type(key.number())) {
      case NONE -> BigDecimal.ZERO;
      case INT -> BigDecimal.valueOf(view.longValue(key.number()));
      case DOUBLE -> exact(key, view.doubleValue(key.number()));
      case STRING -> parsed(key, view.text(key.number()));
      case BOOL, OTHER -> throw new UnusableUsageException(key.name() + " is not a number");
    };
  }

  /** By the shortest decimal that names the double, which is what its sender meant. */
  private static BigDecimal exact(AttributeKey key, double value) throws UnusableUsageException {
    if (!Double.isFinite(value)) {
      throw unusable(key, Double.toString(value), "not a number");
    }
    return new BigDecimal(Double.toString(value));
  }

  private static BigDecimal parsed(AttributeKey key, @Nullable String text)
      throws UnusableUsageException {
    if (text == null || text.isBlank()) {
      return BigDecimal.ZERO;
    }
    return decimal(key, text);
  }

  /** Parses decimal text, scientific notation included. */
  static BigDecimal decimal(AttributeKey key, String text) throws UnusableUsageException {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw unusable(key, text, "too long for a number");
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw unusable(key, text, "not a number");
    }
  }

  static UnusableUsageException unusable(AttributeKey key, String value, String why) {
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return new UnusableUsageException(key.name() + " is '" + shown + "': " + why);
  }
}
