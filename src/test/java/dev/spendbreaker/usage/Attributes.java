package dev.spendbreaker.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Builds and reads spans of a few attributes: key, value, key, value, … */
final class Attributes {
  private static final String NOT_CHARGED = "its usage is not charged: ";

  private Attributes() {}

  static Map<String, Object> attributes(Object... keysAndValues) {
    Map<String, Object> attributes = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return attributes;
  }

  static SpanFacts read(Object... keysAndValues) {
    return readNamed("a span", keysAndValues);
  }

  static SpanFacts readNamed(String name, Object... keysAndValues) {
    return read(UsageSettings.DEFAULTS, name, attributes(keysAndValues), Map.of());
  }

  /** What a span says about which there is nothing to complain. */
  static SpanFacts read(
      UsageSettings settings, String name, Map<String, Object> own, Map<String, Object> resource) {
    List<String> complaints = new ArrayList<>();
    SpanFacts facts = read(settings, name, own, resource, complaints::add);
    assertThat(complaints).isEmpty();
    return facts;
  }

  private static SpanFacts read(
      UsageSettings settings,
      String name,
      Map<String, Object> own,
      Map<String, Object> resource,
      Consumer<String> complaints) {
    UsageReader reader = new UsageReader(settings);
    return reader.read(
        new FakeSpan(reader.keys(), 1, 2, 3, 4, name, 5_000_000, own, resource), complaints);
  }

  /** Why the usage of a span is not believed; no usage is read then. */
  static String unusableUsage(UsageSettings settings, Object... keysAndValues) {
    List<String> complaints = new ArrayList<>();
    SpanFacts facts =
        read(settings, "a span", attributes(keysAndValues), Map.of(), complaints::add);
    assertThat(facts.hasUsage()).isFalse();
    assertThat(facts.reportedCostNanos()).isZero();
    assertThat(complaints).singleElement().asString().startsWith(NOT_CHARGED);
    return complaints.get(0).substring(NOT_CHARGED.length());
  }

  static String unusableUsage(Object... keysAndValues) {
    return unusableUsage(UsageSettings.DEFAULTS, keysAndValues);
  }
}
