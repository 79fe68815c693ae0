package dev.spendbreaker.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the text of a price book; the head of {@code prices.txt} says what its lines mean. */
final class PriceBookReader {
  /**
   * What a book holds.
   *
   * @param source the package it comes from: name, version and date
   * @param providers the providers by id, in the order of the book
   */
  record Contents(String source, Map<String, Provider> providers) {}

  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private final List<String> formats = new ArrayList<>();
  private String source = "";
  private @Nullable Provider provider;
  private @Nullable PricedModel model;

  /**
   * Reads a book, line by line.
   *
   * @throws IllegalArgumentException that names the line where one cannot be used
   */
  static Contents read(Iterable<String> lines) {
    PriceBookReader reader = new PriceBookReader();
    int number = 0;
    for (String line : lines) {
      number++;
      try {
        reader.line(line);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "line " + number + " of the price book cannot be used: " + e.getMessage(), e);
      }
    }
    reader.requireFormat();
    return new Contents(reader.source, reader.providers);
  }

  private void line(String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    List<String> words = Arrays.asList(line.split(" ", -1));
    List<String> rest = words.subList(1, words.size());
    switch (words.get(0)) {
      case "format" -> formats.add(only(rest));
      case "source" -> source = String.join(" ", rest);
      case "provider" -> addProvider(only(rest));
      case "named" -> currentProvider().named().add(rule(rest));
      case "owns" -> currentProvider().owns().add(rule(rest));
      case "also" -> currentProvider().also().addAll(rest);
      case "model" -> addModel(only(rest));
      case "match" -> currentModel().names().add(rule(rest));
      case "price" -> currentModel().periods().add(period(rest));
      case "tier" -> addTier(rest);
      default -> throw new IllegalArgumentException("it begins with no known word");
    }
    requireFormat();
  }

  private void requireFormat() {
    if (!formats.equals(List.of("1"))) {
      throw new IllegalArgumentException("the price book must say \"format 1\" first, and once");
    }
  }

  private void addProvider(String id) {
    provider =
        new Provider(
            id, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    model = null;
    if (providers.put(id, provider) != null) {
      throw new IllegalArgumentException("the provider " + id + " is there twice");
    }
  }

  private void addModel(String id) {
    model = new PricedModel(currentProvider().id(), id, new ArrayList<>(), new ArrayList<>());
    currentProvider().models().add(model);
  }

  private void addTier(List<String> words) {
    List<Period> periods = currentModel().periods();
    if (periods.isEmpty()) {
      throw new IllegalArgumentException("a tier must follow a price");
    }
    Map<String, String> fields = fields(words);
    long above = Long.parseLong(take(fields, "above"));
    List<Quote.Tier> tiers = periods.get(periods.size() - 1).tiers();
    if (!tiers.isEmpty() && above <= tiers.get(tiers.size() - 1).aboveInputTokens()) {
      throw new IllegalArgumentException("the tiers must ascend");
    }
    tiers.add(new Quote.Tier(above, rates(fields)));
  }

  private Provider currentProvider() {
    if (provider == null) {
      throw new IllegalArgumentException("it must follow a provider");
    }
    return provider;
  }

  private PricedModel currentModel() {
    if (model == null) {
      throw new IllegalArgumentException("it must follow a model");
    }
    return model;
  }

  private static NameRule rule(List<String> words) {
    if (words.isEmpty() || words.size() % 2 != 0) {
      throw new IllegalArgumentException("a rule is pairs of a kind and a value");
    }
    NameRule rule = NameRule.of(words.get(0), words.get(1));
    for (int i = 2; i < words.size(); i += 2) {
      rule = rule.and(NameRule.of(words.get(i), words.get(i + 1)));
    }
    return rule;
  }

  private static Period period(List<String> words) {
    Map<String, String> fields = fields(words);
    String from = fields.remove("from");
    String daily = fields.remove("daily");
    return new Period(
        from == null ? Long.MIN_VALUE : startOf(LocalDate.parse(from)),
        daily == null ? 0 : millisOfDay(daily.substring(0, daily.indexOf('-'))),
        daily == null ? Period.DAY_MILLIS : millisOfDay(daily.substring(daily.indexOf('-') + 1)),
        rates(fields),
        new ArrayList<>());
  }

  private static long startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private static long millisOfDay(String time) {
    return LocalTime.parse(time).toSecondOfDay() * 1000L;
  }

  private static ModelPrice rates(Map<String, String> fields) {
    Long call = rate(fields, "call");
    ModelPrice price = ModelPrice.of(name -> rate(fields, name), call == null ? 0 : call);
    if (!fields.isEmpty()) {
      throw new IllegalArgumentException("it has unknown fields: " + fields.keySet());
    }
    return price;
  }

  private static @Nullable Long rate(Map<String, String> fields, String name) {
    String usd = fields.remove(name);
    return usd == null ? null : ModelPrice.nanos(name, new BigDecimal(usd));
  }

  private static Map<String, String> fields(List<String> words) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1 || fields.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("\"" + word + "\" is no new NAME=VALUE");
      }
    }
    return fields;
  }

  private static String take(Map<String, String> fields, String name) {
    String value = fields.remove(name);
    if (value == null) {
      throw new IllegalArgumentException(name + "= is missing");
    }
    return value;
  }

  private static String only(List<String> words) {
    if (words.size() != 1 || words.get(0).isEmpty()) {
      throw new IllegalArgumentException("it must have exactly one word after the first");
    }
    return words.get(0);
  }
}
