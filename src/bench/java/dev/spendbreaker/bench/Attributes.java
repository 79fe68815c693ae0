package dev.spendbreaker.bench;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.List;

/** Collects the attributes of a span. */
final class Attributes {
  private final List<KeyValue> all = new ArrayList<>();

  Attributes text(String key, String value) {
    return add(key, AnyValue.newBuilder().setStringValue(value));
  }

  /** Leaves it out where there is nothing to say. */
  Attributes textUnlessEmpty(String key, String value) {
    return value.isEmpty() ? this : text(key, value);
  }

  Attributes number(String key, long value) {
    return add(key, AnyValue.newBuilder().setIntValue(value));
  }

  Attributes decimal(String key, double value) {
    return add(key, AnyValue.newBuilder().setDoubleValue(value));
  }

  Attributes flag(String key, boolean value) {
    return add(key, AnyValue.newBuilder().setBoolValue(value));
  }

  List<KeyValue> all() {
    return all;
  }

  private Attributes add(String key, AnyValue.Builder value) {
    all.add(KeyValue.newBuilder().setKey(key).setValue(value).build());
    return this;
  }
}
