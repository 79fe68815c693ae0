package dev.spendbreaker.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random trace data with everything in it that the wire allows. */
final class RandomTraces {
  static final AttributeKeys WANTED =
      AttributeKeys.of(
          List.of(
              "gen_ai.usage.input_tokens",
              "gen_ai.usage.output_tokens",
              "gen_ai.usage.cost",
              "service.name",
              "session",
              "x",
              "名前"));

  private static final List<String> KEYS =
      List.of(
          "gen_ai.usage.input_tokens",
          "gen_ai.usage.output_tokens",
          "gen_ai.usage.output_tokenS",
          "gen_ai.usage.cost",
          "service.name",
          "session",
          "sessioN",
          "x",
          "y",
          "",
          "名前",
          "gen_ai.prompt");
  private static final List<String> TEXTS =
      List.of("", "a", "gpt-4o", "naïve", "日本語", "😀 \"quoted\" \\ \n\t\u0001", "x".repeat(300));
  private static final List<Double> DOUBLES =
      List.of(0.0, -0.0, 1.5, 1e-7, 1e300, 0.0421, Double.NaN, Double.NEGATIVE_INFINITY, 7.0);

  private final Random random;

  RandomTraces(Random random) {
    this.random = random;
  }

  TracesData traces() {
    TracesData.Builder traces = TracesData.newBuilder();
    for (int i = 0, count = 1 + random.nextInt(3); i < count; i++) {
      traces.addResourceSpans(resourceSpans());
    }
    return traces.build();
  }

  /** The same with fields nobody knows, and known ones with a wrong wire type. */
  Message withUnknownFields(Message message) {
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                builder.setField(
                    field,
                    ((List<?>) value).stream().map(v -> withUnknownFields((Message) v)).toList());
              } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                builder.setField(field, withUnknownFields((Message) value));
              }
            });
    if (random.nextInt(3) == 0) {
      builder.setUnknownFields(unknownFields(message));
    }
    return builder.build();
  }

  /** The message on the wire, its fields in any order (repeated values keep theirs). */
  byte[] shuffled(Message message) {
    Map<String, Deque<byte[]>> fields = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach((field, value) -> fields.put(field.getName(), pieces(message, field, value)));
    fields.put("unknown", new ArrayDeque<>(List.of(message.getUnknownFields().toByteArray())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Deque<byte[]>> left = new ArrayList<>(fields.values());
    while (!left.isEmpty()) {
      Deque<byte[]> field = left.get(random.nextInt(left.size()));
      out.writeBytes(field.remove());
      left.removeIf(Collection::isEmpty);
    }
    return out.toByteArray();
  }

  String text() {
    return pick(TEXTS);
  }

  private Deque<byte[]> pieces(Message message, FieldDescriptor field, Object value) {
    Deque<byte[]> pieces = new ArrayDeque<>();
    for (Object item : field.isRepeated() ? (List<?>) value : List.of(value)) {
      pieces.add(
          item instanceof Message child
              ? Wire.field(field.getNumber(), shuffled(child))
              : scalar(message, field, item));
    }
    return pieces;
  }

  private static byte[] scalar(Message message, FieldDescriptor field, Object item) {
    Message.Builder builder = message.newBuilderForType();
    return (field.isRepeated()
            ? builder.addRepeatedField(field, item)
            : builder.setField(field, item))
        .build()
        .toByteArray();
  }

  private UnknownFieldSet unknownFields(Message message) {
    UnknownFieldSet group =
        UnknownFieldSet.newBuilder().addField(3, unknownField().build()).build();
    UnknownFieldSet.Builder fields =
        UnknownFieldSet.newBuilder()
            .addField(100 + random.nextInt(5000), unknownField().build())
            .addField(99, UnknownFieldSet.Field.newBuilder().addGroup(group).build());
    for (FieldDescriptor known : message.getDescriptorForType().getFields()) {
      if (random.nextInt(4) == 0) {
        // No field of these messages is a fixed32 but the flags.
        fields.addField(
            known.getNumber(), UnknownFieldSet.Field.newBuilder().addFixed32(7).build());
      }
    }
    return fields.build();
  }

  private UnknownFieldSet.Field.Builder unknownField() {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    return switch (random.nextInt(4)) {
      case 0 -> field.addVarint(random.nextLong());
      case 1 -> field.addFixed32(random.nextInt());
      case 2 -> field.addFixed64(random.nextLong());
      default -> field.addLengthDelimited(bytes(random.nextInt(200)));
    };
  }

  private ResourceSpans resourceSpans() {
    ResourceSpans.Builder group = ResourceSpans.newBuilder().setSchemaUrl(text());
    if (random.nextInt(5) > 0) {
      group.setResource(Resource.newBuilder().addAllAttributes(attributes(6)));
    }
    for (int i = 0, count = random.nextInt(3); i < count; i++) {
      ScopeSpans.Builder scope =
          group.addScopeSpansBuilder().setScope(InstrumentationScope.newBuilder().setName(text()));
      for (int j = 0, spans = random.nextInt(4); j < spans; j++) {
        scope.addSpans(span());
      }
    }
    return group.build();
  }

  private Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(16))
            .setSpanId(id(8))
            .setName(text())
            .setKindValue(random.nextInt(7))
            .setStartTimeUnixNano(random.nextLong())
            .setEndTimeUnixNano(random.nextLong())
            .setFlags(random.nextInt())
            .addAllAttributes(attributes(10));
    if (random.nextBoolean()) {
      span.setParentSpanId(id(8));
    }
    if (random.nextInt(4) == 0) {
      span.addEventsBuilder().setName(text()).addAllAttributes(attributes(3));
    }
    return span.build();
  }

  /** An id; one in 40 is of a wrong length, one in 40 all zero. */
  private ByteString id(int size) {
    return switch (random.nextInt(40)) {
      case 0 -> bytes(random.nextInt(20));
      case 1 -> ByteString.copyFrom(new byte[size]);
      default -> bytes(size);
    };
  }

  private List<KeyValue> attributes(int max) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = 0, count = random.nextInt(max + 1); i < count; i++) {
      KeyValue.Builder attribute = KeyValue.newBuilder().setKey(pick(KEYS));
      attributes.add(
          random.nextInt(12) == 0 ? attribute.build() : attribute.setValue(value(2)).build());
    }
    return attributes;
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> value.setBoolValue(random.nextBoolean()).build();
      case 1 -> value.setIntValue(random.nextLong() >> random.nextInt(64)).build();
      case 2 -> value.setDoubleValue(pick(DOUBLES)).build();
      case 3 -> value.setBytesValue(bytes(random.nextInt(9))).build();
      case 4 -> value.build();
      case 5 -> value.setStringValue(text()).build();
      case 6 -> value.setArrayValue(ArrayValue.newBuilder().addValues(value(depth - 1))).build();
      default ->
          value
              .setKvlistValue(
                  KeyValueList.newBuilder()
                      .addValues(
                          KeyValue.newBuilder().setKey(pick(KEYS)).setValue(value(depth - 1))))
              .build();
    };
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private <T> T pick(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
