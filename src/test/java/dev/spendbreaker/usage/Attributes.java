package dev.spendbreaker.usage;

import java.util.HashMap;
import java.util.Map;

/** Builds and reads spans of a few attributes: key, value, key, value, … */
final class Attributes {
  private Attributes() {}

  static Map<String, Object> attributes(Object... keysAndValues) {
    Map<String, Object> attributes = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return attributes;
  }

  static SpanFacts read(Object... keysAndValues) throws UnusableSpanException {
    return readNamed("a span", keysAndValues);
  }

  static SpanFacts readNamed(String name, Object... keysAndValues) throws UnusableSpanException {
    return read(UsageSettings.DEFAULTS, name, attributes(keysAndValues), Map.of());
  }

  static SpanFacts read(
      UsageSettings settings, String name, Map<String, Object> own, Map<String, Object> resource)
      throws UnusableSpanException {
    UsageReader reader = new UsageReader(settings);
    return reader.read(new FakeSpan(reader.keys(), 1, 2, 3, 4, name, 5_000_000, own, resource));
  }
}
