package dev.spendbreaker.topology;

import static dev.spendbreaker.testing.Spans.number;
import static dev.spendbreaker.testing.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.Spans;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random traces, whose dimensions become known late, while random policies name shapes: in the end
 * every scope of every shape has what a naive reading of all spans says.
 */
class ShapesModelTest {
  private static final int ROUNDS = 30;
  private static final List<String> DIMENSIONS =
      List.of("agent", "task", "model", "team", "tenant", "user");

  /** A span as it is sent; null is an attribute that is not there. */
  private record Sent(
      long trace,
      long id,
      long parent,
      boolean isCall,
      long thousandths,
      Map<String, String> attributes) {}

  @Test
  void shouldGiveEveryScopeOfEveryShapeWhatTheTracesSay() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      List<Sent> spans = randomTraces(random);
      Set<List<String>> named = new LinkedHashSet<>();
      try (Pipeline pipeline =
          Pipeline.withDimensions(
              Map.of("team", "team.id", "tenant", "tenant.id", "user", "user.id"))) {
        deliver(spans, named, pipeline, random);
        letBackfillsEnd(pipeline);

        assertThat(withoutZeros(ShapesTest.spent(pipeline)))
            .as("seed %s, shapes %s, spans %s", seed, named, spans)
            .isEqualTo(withoutZeros(naive(spans, named)));
      }
    }
  }

  /** Each slice is short by the clock of the machine, which may be busy. */
  private static void letBackfillsEnd(Pipeline pipeline) {
    for (int slice = 0; slice < 50; slice++) {
      pipeline.advance(Duration.ofMillis(100));
    }
  }

  /** Each span once, in any order, a few at a time; now and then a policy, a deletion, time. */
  private static void deliver(
      List<Sent> spans, Set<List<String>> named, Pipeline pipeline, Random random) {
    List<Sent> shuffled = new ArrayList<>(spans);
    Collections.shuffle(shuffled, random);
    for (Sent span : shuffled) {
      Spans message = Spans.trace(span.trace(), pipeline.nowMillis());
      pipeline.spans(message.add(span.id(), span.parent(), attributes(span)).toBytes());
      switch (random.nextInt(8)) {
        case 0 -> named.add(policy(pipeline, random));
        case 1 -> pipeline.policy("p" + random.nextInt(4), null);
        case 2 -> pipeline.advance(Duration.ofMillis(random.nextInt(300)));
        default -> {}
      }
    }
  }

  private static List<String> policy(Pipeline pipeline, Random random) {
    List<String> shape = DIMENSIONS.stream().filter(dimension -> random.nextInt(3) == 0).toList();
    shape = shape.isEmpty() ? List.of("team") : shape;
    StringBuilder scope = new StringBuilder();
    for (String dimension : shape) {
      String value = random.nextBoolean() ? "*" : dimension + "-0";
      scope.append(scope.length() == 0 ? "" : ",");
      scope.append('"').append(dimension).append("\":\"").append(value).append('"');
    }
    pipeline.policy(
        "p" + random.nextInt(4),
        "{\"version\":1,\"scope\":{" + scope + "},\"limit\":{\"usd\":0.01}}");
    return shape;
  }

  private static KeyValue[] attributes(Sent span) {
    List<KeyValue> attributes = new ArrayList<>();
    span.attributes().forEach((key, value) -> attributes.add(text(key, value)));
    if (span.thousandths() > 0) {
      attributes.add(number("gen_ai.usage.input_tokens", 1));
      attributes.add(Spans.cost(span.thousandths() / 1000.0));
    }
    return attributes.toArray(new KeyValue[0]);
  }

  private static List<Sent> randomTraces(Random random) {
    List<Sent> spans = new ArrayList<>();
    int traces = 1 + random.nextInt(6);
    for (long trace = 1; trace <= traces; trace++) {
      int size = 1 + random.nextInt(8);
      for (long id = 1; id <= size; id++) {
        spans.add(randomSpan(trace, id, random));
      }
    }
    return spans;
  }

  /** The parent is a span before it, or none; calls are leaves, since all parents are no calls. */
  private static Sent randomSpan(long trace, long id, Random random) {
    boolean isCall = id > 3;
    long parent = id == 1 ? 0 : 1 + random.nextLong(Math.min(id - 1, 3));
    Map<String, String> attributes = new TreeMap<>();
    if (isCall) {
      attributes.put("gen_ai.operation.name", "chat");
      put(attributes, "gen_ai.request.model", "model", 2, random);
    } else if (random.nextBoolean()) {
      attributes.put("gen_ai.operation.name", "invoke_agent");
      attributes.put("gen_ai.agent.name", "agent-" + random.nextInt(2));
    }
    put(attributes, "gen_ai.conversation.id", "task", 5, random);
    put(attributes, "team.id", "team", 4, random);
    put(attributes, "tenant.id", "tenant", 4, random);
    put(attributes, "user.id", "user", 4, random);
    boolean hasUsage = isCall || random.nextInt(3) == 0;
    // Few amounts, so that a parent's and its child's often cancel out.
    return new Sent(trace, id, parent, isCall, hasUsage ? 1 + random.nextInt(3) : 0, attributes);
  }

  private static void put(
      Map<String, String> attributes, String key, String prefix, int oneIn, Random random) {
    if (random.nextInt(oneIn) == 0) {
      attributes.put(key, prefix + "-" + random.nextInt(2));
    }
  }

  private static Map<String, Long> naive(List<Sent> spans, Set<List<String>> named) {
    Set<List<String>> shapes = new LinkedHashSet<>(named);
    shapes.add(List.of("agent"));
    shapes.add(List.of("agent", "task"));
    Map<String, Long> spent = new TreeMap<>();
    for (Sent span : spans) {
      for (List<String> shape : shapes) {
        String key = key(span, shape, spans);
        if (key != null && isCharged(span, spans)) {
          spent.merge(key, span.thousandths(), Long::sum);
        }
      }
    }
    return spent;
  }

  private static @Nullable String key(Sent span, List<String> shape, List<Sent> spans) {
    List<String> parts = new ArrayList<>();
    for (String dimension : shape) {
      String value = value(span, dimension, spans);
      if (value == null) {
        return null;
      }
      parts.add(dimension + "/" + value);
    }
    return String.join("/", parts);
  }

  private static @Nullable String value(Sent span, String dimension, List<Sent> spans) {
    return switch (dimension) {
      case "agent" ->
          orElse(nearest(span, at -> at.attributes().get("gen_ai.agent.name"), spans), "tests");
      case "task" ->
          orElse(
              nearest(span, at -> at.attributes().get("gen_ai.conversation.id"), spans),
              "0000000000000007" + "%016x".formatted(span.trace()));
      case "model" -> span.attributes().get("gen_ai.request.model");
      default -> nearest(span, at -> at.attributes().get(dimension + ".id"), spans);
    };
  }

  private static String orElse(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }

  private static @Nullable String nearest(
      Sent span, Function<Sent, @Nullable String> name, List<Sent> spans) {
    String own = name.apply(span);
    if (own != null) {
      return own;
    }
    return spans.stream()
        .filter(other -> other.trace() == span.trace() && other.id() == span.parent())
        .findFirst()
        .map(parent -> nearest(parent, name, spans))
        .orElse(null);
  }

  private static boolean isCharged(Sent span, List<Sent> spans) {
    return span.thousandths() > 0 && (span.isCall() || !hasChargedBelow(span, spans));
  }

  private static boolean hasChargedBelow(Sent span, List<Sent> spans) {
    return spans.stream()
        .filter(other -> other.trace() == span.trace() && other.parent() == span.id())
        .anyMatch(child -> isCharged(child, spans) || hasChargedBelow(child, spans));
  }

  private static Map<String, Long> withoutZeros(Map<String, Long> spent) {
    Map<String, Long> rest = new TreeMap<>(spent);
    rest.values().removeIf(amount -> amount == 0);
    return rest;
  }
}
