package dev.spendbreaker.pricing;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule for a name in lower case.
 *
 * @param test whether the rule holds
 * @param exactName the only name it holds for, if there is just one
 */
record NameRule(Predicate<String> test, @Nullable String exactName) {

  /**
   * @throws IllegalArgumentException where there is no such kind of rule, or the value is no
   *     regular expression
   */
  static NameRule of(String kind, String value) {
    return switch (kind) {
      case "equals" -> new NameRule(value::equals, value);
      case "starts_with" -> new NameRule(name -> name.startsWith(value), null);
      case "ends_with" -> new NameRule(name -> name.endsWith(value), null);
      case "contains" -> new NameRule(name -> name.contains(value), null);
      case "regex" -> new NameRule(Pattern.compile(value).asPredicate(), null);
      default ->
          throw new IllegalArgumentException(
              "\"" + kind + "\" is no rule: equals, starts_with, ends_with, contains or regex");
    };
  }

  NameRule and(NameRule other) {
    return new NameRule(test.and(other.test), null);
  }

  boolean holds(String name) {
    return test.test(name);
  }

  static boolean anyHolds(List<NameRule> rules, String name) {
    for (NameRule rule : rules) {
      if (rule.holds(name)) {
        return true;
      }
    }
    return false;
  }
}
