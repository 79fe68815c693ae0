package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.decimal;
import static dev.spendbreaker.usage.AttributeValues.unusable;

import dev.spendbreaker.otlp.AttributeView;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a member of a flat JSON object of numbers, which an attribute holds as text. */
final class JsonMembers {
  /** One member, and what follows it. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\s*\"([^\"\\\\]*+)\"\\s*:"
              + "\\s*(null|-?(?:0|[1-9]\\d*+)(?:\\.\\d++)?+(?:[eE][+-]?\\d++)?+)\\s*([,}])");

  private JsonMembers() {}

  /** The member's number, exactly; 0 where attribute or member is absent, blank or null. */
  static BigDecimal number(AttributeView view, AttributeKey key) throws UnusableUsageException {
    return switch (view.type(key.number())) {
      case NONE -> BigDecimal.ZERO;
      case STRING -> number(key, view.text(key.number()));
      default -> throw new UnusableUsageException(key.name() + " is not a string of JSON");
    };
  }

  private static BigDecimal number(AttributeKey key, @Nullable String json)
      throws UnusableUsageException {
    if (json == null || json.isBlank()) {
      return BigDecimal.ZERO;
    }
    String text = json.strip();
    if (!text.startsWith("{")) {
      throw notAnObject(key, text);
    }
    return text.substring(1).strip().equals("}") ? BigDecimal.ZERO : member(key, text);
  }

  private static BigDecimal member(AttributeKey key, String text) throws UnusableUsageException {
    BigDecimal number = BigDecimal.ZERO;
    Matcher member = MEMBER.matcher(text);
    int position = 1;
    boolean more = true;
    while (more) {
      if (!member.region(position, text.length()).lookingAt()) {
        throw notAnObject(key, text);
      }
      if (member.group(1).equals(key.member()) && !member.group(2).equals("null")) {
        number = decimal(key, member.group(2));
      }
      position = member.end();
      more = member.group(3).equals(",");
    }
    if (position != text.length()) {
      throw notAnObject(key, text);
    }
    return number;
  }

  private static UnusableUsageException notAnObject(AttributeKey key, String text) {
    return unusable(key, text, "not a JSON object of numbers");
  }
}
