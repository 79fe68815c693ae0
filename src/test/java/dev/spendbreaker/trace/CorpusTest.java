package dev.spendbreaker.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.FakeSpan;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.UsageReader;
import dev.spendbreaker.usage.UsageSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Captures of real instrumentations are charged as the expected.json beside them says, however they
 * come.
 */
class CorpusTest {
  private static final long NOW = 1_900_000_000_000L;
  private static final UsageReader READER = new UsageReader(UsageSettings.DEFAULTS);
  private static final Map<String, JsonNode> EXPECTED = new TreeMap<>();

  static {
    for (String folder : List.of("corpus", "captures")) {
      read(folder + "/expected.json")
          .get("captures")
          .properties()
          .forEach(
              capture -> EXPECTED.put(folder + "/spans/" + capture.getKey(), capture.getValue()));
    }
  }

  static Stream<String> captures() {
    return EXPECTED.keySet().stream().filter(name -> name.endsWith(".json"));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldChargeTheWholeCapture(String capture) throws Exception {
    shouldCharge(capture, List.of(spans(capture)), "whole");
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldChargeSpansOneByOneAsTheyEnd(String capture) throws Exception {
    List<FakeSpan> spans = spans(capture);
    spans.sort(Comparator.comparingLong(FakeSpan::endTimeUnixNano));

    shouldCharge(capture, oneByOne(spans), "in the order of their ends");
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldChargeSpansOneByOneBackwards(String capture) throws Exception {
    List<FakeSpan> spans = spans(capture);
    spans.sort(Comparator.comparingLong(FakeSpan::endTimeUnixNano).reversed());

    shouldCharge(capture, oneByOne(spans), "backwards");
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldChargeAnyDelivery(String capture) throws Exception {
    List<FakeSpan> spans = spans(capture);
    for (long seed = 0; seed < 200; seed++) {
      shouldCharge(capture, randomDelivery(spans, new Random(seed)), "seed " + seed);
    }
  }

  private static void shouldCharge(String capture, List<List<FakeSpan>> records, String delivery)
      throws Exception {
    List<Charge> charges = deliver(records);
    JsonNode expected = Objects.requireNonNull(EXPECTED.get(capture));

    assertThat(totals(charges))
        .as("%s, %s", capture, delivery)
        .isEqualTo(expectedTotals(expected.get("agents")));
    expected
        .path("task")
        .properties()
        .forEach(
            task ->
                assertThat(tasks(charges, task.getKey()))
                    .as("%s, %s: tasks of %s", capture, delivery, task.getKey())
                    .containsExactly(task.getValue().asText()));
  }

  /** As a running application would: state and batches are bytes between any two steps. */
  private static List<Charge> deliver(List<List<FakeSpan>> records) throws Exception {
    Map<TraceId, byte[]> store = new HashMap<>();
    List<Charge> charges = new ArrayList<>();
    for (List<FakeSpan> record : records) {
      for (byte[] bytes : batches(record)) {
        TraceBatch batch = TraceBatch.decode(bytes);
        byte[] stored = store.get(batch.traceId());
        Trace trace = stored == null ? Trace.empty() : Trace.decode(stored);
        charges.addAll(
            trace
                .add(
                    batch.traceId(),
                    batch.spans(),
                    NOW,
                    (provider, model, tokens, time) -> Pricer.UNPRICED,
                    Integer.MAX_VALUE)
                .charges());
        store.put(batch.traceId(), trace.encode());
      }
    }
    return charges;
  }

  private static List<byte[]> batches(List<FakeSpan> record) throws Exception {
    Map<TraceId, List<SpanFacts>> byTrace = new LinkedHashMap<>();
    for (FakeSpan span : record) {
      TraceId id = new TraceId(span.traceIdHigh(), span.traceIdLow());
      byTrace
          .computeIfAbsent(id, absent -> new ArrayList<>())
          .add(READER.read(span, complaint -> fail(complaint)));
    }
    return byTrace.entrySet().stream()
        .map(entry -> new TraceBatch(entry.getKey(), entry.getValue()).encode())
        .toList();
  }

  private static List<List<FakeSpan>> oneByOne(List<FakeSpan> spans) {
    return spans.stream().map(List::of).toList();
  }

  private static List<List<FakeSpan>> randomDelivery(List<FakeSpan> spans, Random random) {
    List<FakeSpan> sent = new ArrayList<>(spans);
    spans.stream().filter(span -> random.nextInt(10) < 3).forEach(sent::add);
    Collections.shuffle(sent, random);
    List<List<FakeSpan>> records = new ArrayList<>();
    for (int from = 0; from < sent.size(); ) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(6));
      records.add(sent.subList(from, to));
      from = to;
    }
    return records;
  }

  /** By agent, the figures of expected.json that are not zero. Tool calls are not among them. */
  private static Map<String, Map<String, BigDecimal>> totals(List<Charge> charges) {
    Map<String, Map<String, BigDecimal>> totals = new TreeMap<>();
    for (Charge charge : charges) {
      Map<String, BigDecimal> agent =
          totals.computeIfAbsent(charge.agent(), absent -> new TreeMap<>());
      figures(charge).forEach((figure, amount) -> agent.merge(figure, amount, BigDecimal::add));
    }
    totals.values().forEach(CorpusTest::dropZeros);
    totals.values().removeIf(Map::isEmpty);
    return totals;
  }

  private static Map<String, BigDecimal> figures(Charge charge) {
    return Map.of(
        "reportedCostUsd", BigDecimal.valueOf(charge.usage().costNanos(), 9),
        "calls", BigDecimal.valueOf(charge.usage().calls()),
        "input", BigDecimal.valueOf(charge.usage().inputTokens()),
        "output", BigDecimal.valueOf(charge.usage().outputTokens()),
        "cacheRead", BigDecimal.valueOf(charge.usage().cacheReadTokens()),
        "cacheWrite", BigDecimal.valueOf(charge.usage().cacheWriteTokens()),
        "reasoning", BigDecimal.valueOf(charge.usage().reasoningTokens()),
        "unmetered", BigDecimal.valueOf(charge.usage().unmeteredCalls()));
  }

  private static void dropZeros(Map<String, BigDecimal> figures) {
    figures.values().removeIf(amount -> amount.signum() == 0);
    figures.replaceAll((figure, amount) -> amount.stripTrailingZeros());
  }

  private static Map<String, Map<String, BigDecimal>> expectedTotals(JsonNode agents) {
    Map<String, Map<String, BigDecimal>> totals = new TreeMap<>();
    agents
        .properties()
        .forEach(
            agent -> {
              Map<String, BigDecimal> figures = new TreeMap<>();
              agent
                  .getValue()
                  .properties()
                  .forEach(
                      figure ->
                          figures.put(figure.getKey(), new BigDecimal(figure.getValue().asText())));
              dropZeros(figures);
              totals.put(agent.getKey(), figures);
            });
    return totals;
  }

  /** The tasks of an agent on which calls remain. */
  private static List<String> tasks(List<Charge> charges, String agent) {
    Map<String, Long> calls = new TreeMap<>();
    charges.stream()
        .filter(charge -> charge.agent().equals(agent))
        .forEach(charge -> calls.merge(charge.task(), charge.usage().calls(), Long::sum));
    calls.values().removeIf(count -> count == 0);
    return List.copyOf(calls.keySet());
  }

  private static List<FakeSpan> spans(String capture) {
    List<FakeSpan> spans = new ArrayList<>();
    for (JsonNode resourceSpans : read(capture).get("resourceSpans")) {
      Map<String, Object> resource = attributes(resourceSpans.path("resource"));
      for (JsonNode scopeSpans : resourceSpans.get("scopeSpans")) {
        for (JsonNode span : scopeSpans.get("spans")) {
          spans.add(span(span, resource));
        }
      }
    }
    return spans;
  }

  private static FakeSpan span(JsonNode span, Map<String, Object> resource) {
    String traceId = span.get("traceId").asText();
    return new FakeSpan(
        READER.keys(),
        HexFormat.fromHexDigitsToLong(traceId.substring(0, 16)),
        HexFormat.fromHexDigitsToLong(traceId.substring(16)),
        HexFormat.fromHexDigitsToLong(span.get("spanId").asText()),
        parentSpanId(span),
        span.get("name").asText(),
        span.get("endTimeUnixNano").asLong(),
        attributes(span),
        resource);
  }

  private static long parentSpanId(JsonNode span) {
    String hex = span.path("parentSpanId").asText();
    return hex.isEmpty() ? 0 : HexFormat.fromHexDigitsToLong(hex);
  }

  private static Map<String, Object> attributes(JsonNode owner) {
    Map<String, Object> attributes = new HashMap<>();
    for (JsonNode attribute : owner.path("attributes")) {
      JsonNode value = attribute.get("value");
      attributes.put(attribute.get("key").asText(), value(value));
    }
    return attributes;
  }

  private static Object value(JsonNode value) {
    if (value.has("stringValue")) {
      return value.get("stringValue").asText();
    } else if (value.has("intValue")) {
      return value.get("intValue").asLong();
    } else if (value.has("doubleValue")) {
      return value.get("doubleValue").asDouble();
    }
    return value.has("boolValue") ? value.get("boolValue").asBoolean() : value;
  }

  private static JsonNode read(String name) {
    try (InputStream in = CorpusTest.class.getResourceAsStream("/" + name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
