package dev.spendbreaker.usage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Numbers the wanted attributes from 0, in the order in which they are first named. */
final class KeyNumbers {
  private final Map<String, AttributeKey> keys = new LinkedHashMap<>();

  AttributeKey key(String name) {
    return keys.computeIfAbsent(name, absent -> new AttributeKey(keys.size(), absent, null));
  }

  /** Members of the JSON object that an attribute holds as text. */
  List<AttributeKey> members(String attribute, String... members) {
    int number = key(attribute).number();
    return Stream.of(members).map(member -> new AttributeKey(number, attribute, member)).toList();
  }

  List<AttributeKey> keys(String... names) {
    return Stream.of(names).map(this::key).toList();
  }

  List<AttributeKey> keys(List<String> names) {
    return names.stream().map(this::key).toList();
  }

  /** All names so far, by number. */
  List<String> names() {
    return List.copyOf(keys.keySet());
  }
}
