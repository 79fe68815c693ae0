package dev.spendbreaker.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random traces in random deliveries against {@link NaiveSettlement}. */
class SettlementModelTest {
  private static final int ROUNDS = 400;
  private static final int MAX_DEPTH = 8;
  private static final long NOW = 1_000_000;
  private static final List<SpanKind> KINDS =
      List.of(
          SpanKind.MODEL_CALL,
          SpanKind.MODEL_CALL,
          SpanKind.MODEL_CALL,
          SpanKind.AGENT,
          SpanKind.TOOL,
          SpanKind.OTHER);
  private static final List<@Nullable String> MODELS = Arrays.asList("m1", "m2", "priceless", null);

  private static final Pricer PRICER =
      (provider, model, tokens, time) ->
          switch (String.valueOf(model)) {
            case "m1" -> 3 * tokens.input() + 7 * tokens.output();
            case "m2" -> 30 * tokens.input() + 70 * tokens.output();
            default -> Pricer.UNPRICED;
          };

  @Test
  void shouldChargeWhatTheRulesSayAfterEveryStepOfAnyDelivery() {
    for (long seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      TraceId traceId = new TraceId(random.nextLong(), random.nextLong());
      List<SpanFacts> tree = randomTree(random);
      for (int delivery = 0; delivery < 3; delivery++) {
        deliver(traceId, randomDelivery(tree, random), "seed " + seed + ", delivery " + delivery);
      }
    }
  }

  private static void deliver(TraceId traceId, List<List<SpanFacts>> batches, String where) {
    byte[] state = Trace.empty().encode();
    Map<Long, SpanFacts> known = new LinkedHashMap<>();
    List<Charge> charges = new ArrayList<>();
    for (List<SpanFacts> batch : batches) {
      Trace trace = Trace.decode(state);
      List<SpanFacts> arrived = TraceBatch.decode(new TraceBatch(traceId, batch).encode()).spans();
      TraceUpdate update = trace.add(traceId, arrived, NOW, PRICER, Integer.MAX_VALUE);
      state = trace.encode();

      int knownBefore = known.size();
      batch.forEach(span -> known.put(span.spanId(), span));
      charges.addAll(update.charges());
      assertThat(update.charges()).as(where).noneMatch(charge -> charge.usage().isZero());
      assertThat(update.remembered()).as(where).isEqualTo(known.size() - knownBefore);
      assertThat(update.duplicates()).as(where).isEqualTo(batch.size() - update.remembered());
      assertThat(SumOfCharges.of(charges))
          .as("%s, after %s spans of %s", where, known.size(), known.values())
          .isEqualTo(new NaiveSettlement(traceId.toHex(), known.values()).settle());
      assertThat(SumOfCharges.of(explained(trace.explain(traceId))))
          .as("%s, explained", where)
          .isEqualTo(SumOfCharges.of(charges));
    }
  }

  private static List<Charge> explained(List<SpanExplanation> explanations) {
    return explanations.stream()
        .map(
            span ->
                new Charge(
                    span.agent(),
                    span.task(),
                    span.charged(),
                    span.facts().endTimeMillis(),
                    span.facts().spanId(),
                    span.facts().model(),
                    span.dimensions()))
        .toList();
  }

  /** A shuffle, cut into batches, with about 30% of the spans a second time. */
  private static List<List<SpanFacts>> randomDelivery(List<SpanFacts> tree, Random random) {
    List<SpanFacts> spans = new ArrayList<>(tree);
    tree.stream().filter(span -> random.nextInt(10) < 3).forEach(spans::add);
    Collections.shuffle(spans, random);
    List<List<SpanFacts>> batches = new ArrayList<>();
    for (int from = 0; from < spans.size(); ) {
      int to = Math.min(spans.size(), from + 1 + random.nextInt(5));
      batches.add(spans.subList(from, to));
      from = to;
    }
    return batches;
  }

  private static List<SpanFacts> randomTree(Random random) {
    List<SpanFacts> spans = new ArrayList<>();
    Map<Long, Integer> depths = new HashMap<>();
    int size = 1 + random.nextInt(25);
    while (spans.size() < size) {
      long spanId = random.nextLong() | 1;
      long parent = randomParent(spans, random);
      int depth = 1 + depths.getOrDefault(parent, 0);
      if (depth <= MAX_DEPTH) {
        depths.put(spanId, depth);
        spans.add(randomSpan(spanId, parent, random));
      }
    }
    return spans;
  }

  /** Mostly a recent span, so that trees get deep; now and then none, or one never sent. */
  private static long randomParent(List<SpanFacts> spans, Random random) {
    int choice = random.nextInt(12);
    if (spans.isEmpty() || choice == 0) {
      return 0;
    }
    int back = 1 + random.nextInt(Math.min(spans.size(), 4));
    return choice == 1 ? random.nextLong() & ~1L : spans.get(spans.size() - back).spanId();
  }

  private static SpanFacts randomSpan(long spanId, long parent, Random random) {
    SpanKind kind = KINDS.get(random.nextInt(KINDS.size()));
    Spans span =
        Spans.of(kind, spanId, parent)
            .endsAt(1 + random.nextInt(3))
            .model(MODELS.get(random.nextInt(MODELS.size())))
            .explicitAgent(maybe(random, 8, "explicit-"))
            .named(maybe(random, 2, "agent-"))
            .task(maybe(random, 8, "task-"))
            .session(maybe(random, 3, "session-"))
            .dimensions(randomDimensions(random))
            .resource(
                new ResourceFacts(
                    maybe(random, 6, "resource-agent-"),
                    maybe(random, 2, "service-"),
                    maybe(random, 10, "resource-task-"),
                    maybe(random, 6, "resource-session-"),
                    randomDimensions(random)));
    if (random.nextBoolean()) {
      // Few values, so that amounts of parent and child often cancel out.
      span.tokens(new Tokens(10 + random.nextInt(2), 5, random.nextInt(2), 1, random.nextInt(2)));
      span.cost(random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
    }
    return span.facts();
  }

  private static Map<String, String> randomDimensions(Random random) {
    Map<String, String> dimensions = new HashMap<>();
    for (String dimension : List.of("team", "user")) {
      String value = maybe(random, 6, dimension + "-");
      if (value != null) {
        dimensions.put(dimension, value);
      }
    }
    return dimensions;
  }

  private static @Nullable String maybe(Random random, int oneIn, String prefix) {
    return random.nextInt(oneIn) == 0 ? prefix + random.nextInt(2) : null;
  }
}
