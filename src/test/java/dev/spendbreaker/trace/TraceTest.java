package dev.spendbreaker.trace;

import static dev.spendbreaker.trace.Spans.agent;
import static dev.spendbreaker.trace.Spans.modelCall;
import static dev.spendbreaker.trace.Spans.other;
import static dev.spendbreaker.trace.Spans.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final TraceId TRACE = new TraceId(7, 7);
  private static final long NOW = 1_000_000;
  private static final int NO_BOUND = Integer.MAX_VALUE;
  private static final Pricer UNPRICED = (provider, model, tokens, time) -> Pricer.UNPRICED;

  private Trace trace = Trace.empty();

  @Test
  void shouldMoveAChargeWhenTheEnclosingAgentArrives() {
    add(modelCall(2, 1).tokens(100, 20).cost(5));

    assertThat(add(agent(1, 0).named("a")).charges())
        .extracting(Charge::agent, Charge::usage, Charge::eventTimeMillis, Charge::spanId)
        .containsExactly(
            tuple("service", new Usage(-5, -100, -20, 0, 0, 0, -1, 0, 0, 0), 1_000L, 2L),
            tuple("a", new Usage(5, 100, 20, 0, 0, 0, 1, 0, 0, 0), 1_000L, 2L));
  }

  @Test
  void shouldMoveAChargeWhenAnAncestorBringsItsTeam() {
    add(modelCall(3, 2).tokens(100, 20).cost(5), other(2, 1));

    assertThat(add(other(1, 0).dimensions(Map.of("team", "blue"))).charges())
        .extracting(Charge::agent, charge -> charge.usage().costNanos(), Charge::dimensions)
        .containsExactly(
            tuple("service", -5L, Map.of()), tuple("service", 5L, Map.of("team", "blue")));
    assertThat(trace.charges())
        .extracting(Charge::dimensions)
        .containsExactly(Map.of("team", "blue"));
  }

  @Test
  void shouldReadEachDimensionFromTheSpanElseTheNearestAncestorElseTheResource() {
    ResourceFacts resource =
        new ResourceFacts(
            null, "s", null, null, Map.of("team", "r", "user", "r", "tenant", "r", "site", "r"));
    add(
        other(1, 0).dimensions(Map.of("team", "1", "user", "1", "tenant", "1")),
        other(2, 1).dimensions(Map.of("team", "2", "user", "2")),
        modelCall(3, 2).tokens(1, 1).dimensions(Map.of("team", "3")).resource(resource));

    assertThat(trace.charges())
        .extracting(Charge::dimensions)
        .containsExactly(Map.of("team", "3", "user", "2", "tenant", "1", "site", "r"));
  }

  @Test
  void shouldTakeBackWhatWasChargedBeforeItWasStored() {
    // given a trace whose charge has a team from an ancestor that the rules may later not read
    add(other(1, 0).dimensions(Map.of("team", "blue")), modelCall(2, 1).tokens(100, 20).cost(5));
    trace = Trace.decode(trace.encode());

    assertThat(add(modelCall(3, 2).tokens(100, 20).cost(4)).charges())
        .extracting(Charge::spanId, charge -> charge.usage().costNanos(), Charge::dimensions)
        .containsExactly(
            tuple(2L, -5L, Map.of("team", "blue")), tuple(3L, 4L, Map.of("team", "blue")));
  }

  @Test
  void shouldTakeBackAParentWhenWhatItRepeatsArrives() {
    add(agent(1, 0).named("a").tokens(300, 40).endsAt(900));

    assertThat(add(modelCall(2, 1).tokens(100, 20)).charges())
        .extracting(Charge::spanId, charge -> charge.usage().inputTokens(), Charge::eventTimeMillis)
        .containsExactly(tuple(1L, -300L, 900L), tuple(2L, 100L, 1_000L));
  }

  @Test
  void shouldReturnChangesThatCancelOutForWhoAddsThemUp() {
    add(other(1, 0).tokens(100, 20));

    TraceUpdate update = add(modelCall(2, 1).tokens(100, 20));

    assertThat(update.charges()).extracting(Charge::spanId).containsExactly(1L, 2L);
    assertThat(Changes.withoutCancelled(update.charges(), Charge::agent)).isEmpty();
    assertThat(Changes.withoutCancelled(update.charges(), Charge::spanId)).hasSize(2);
    assertThat(update.remembered()).isEqualTo(1);
  }

  @Test
  void shouldTakeBackOnlyTheUsageOfAToolCall() {
    add(tool(1, 0).tokens(100, 20).cost(9));

    assertThat(add(modelCall(2, 1).tokens(100, 20).cost(8).endsAt(990)).charges())
        .extracting(Charge::spanId, Charge::usage)
        .containsExactly(
            tuple(1L, new Usage(-9, -100, -20, 0, 0, 0, -1, 0, 0, 0)),
            tuple(2L, new Usage(8, 100, 20, 0, 0, 0, 1, 0, 0, 0)));
  }

  @Test
  void shouldIgnoreASpanThatIsKnown() {
    add(modelCall(2, 1).tokens(100, 20));

    TraceUpdate update =
        add(modelCall(2, 1).tokens(999, 99), modelCall(3, 1).tokens(1, 1), modelCall(3, 1));

    assertThat(update.duplicates()).isEqualTo(2);
    assertThat(update.remembered()).isEqualTo(1);
    assertThat(update.charges()).extracting(Charge::spanId).containsExactly(3L);
  }

  @Test
  void shouldReportNoChangeWhenAllSpansAreKnown() {
    add(modelCall(2, 1).tokens(100, 20));
    byte[] before = trace.encode();

    TraceUpdate update = add(modelCall(2, 1).tokens(100, 20));

    assertThat(update).isEqualTo(new TraceUpdate(List.of(), 0, 1, 0));
    assertThat(trace.encode()).isEqualTo(before);
  }

  @Test
  void shouldTakeTheReportedCostBeforeThePrice() {
    Pricer pricer = (provider, model, tokens, time) -> 11;

    assertThat(cost(modelCall(1, 0).tokens(100, 20).cost(5), pricer)).isEqualTo(5);
    assertThat(cost(modelCall(2, 0).tokens(100, 20), pricer)).isEqualTo(11);
  }

  @Test
  void shouldAskForThePriceOfTheCall() {
    List<Object> asked = new ArrayList<>();
    Pricer pricer =
        (provider, model, tokens, time) -> {
          asked.addAll(Arrays.asList(provider, model, tokens, time));
          return 1;
        };

    cost(modelCall(1, 0).model("m").tokens(100, 20).endsAt(0), pricer);

    assertThat(asked).containsExactly("provider", "m", new Tokens(100, 20, 0, 0, 0), NOW);
  }

  @Test
  void shouldShowACallWithoutAPrice() {
    Pricer free = (provider, model, tokens, time) -> 0;

    assertThat(add(modelCall(1, 0).tokens(1, 1)).charges().get(0).usage().unpricedCalls())
        .isEqualTo(1);
    assertThat(usage(modelCall(2, 0).tokens(1, 1), free))
        .isEqualTo(new Usage(0, 1, 1, 0, 0, 0, 1, 0, 0, 0));
  }

  @Test
  void shouldKeepTheCostASpanHadWhenItArrived() {
    cost(modelCall(2, 1).tokens(100, 20), (provider, model, tokens, time) -> 11);
    trace = Trace.decode(trace.encode());

    assertThat(
            trace
                .add(
                    TRACE,
                    List.of(agent(1, 0).named("a").facts()),
                    NOW,
                    (provider, model, tokens, time) -> 99,
                    NO_BOUND)
                .charges())
        .extracting(charge -> charge.usage().costNanos())
        .containsExactly(-11L, 11L);
  }

  @Test
  void shouldTakeAnEndTimeThatIsAbsentOrFarAheadAsNow() {
    long fiveMinutes = 300_000;

    assertThat(eventTime(modelCall(1, 0).tokens(1, 1).endsAt(0))).isEqualTo(NOW);
    assertThat(eventTime(modelCall(2, 0).tokens(1, 1).endsAt(NOW + fiveMinutes)))
        .isEqualTo(NOW + fiveMinutes);
    assertThat(eventTime(modelCall(3, 0).tokens(1, 1).endsAt(NOW + fiveMinutes + 1)))
        .isEqualTo(NOW);
    assertThat(eventTime(modelCall(4, 0).tokens(1, 1).endsAt(1))).isEqualTo(1);
  }

  @Test
  void shouldChargeButNotRememberSpansBeyondTheBound() {
    trace.add(TRACE, facts(agent(1, 0).named("a").session("s")), NOW, UNPRICED, 2);

    TraceUpdate update =
        trace.add(
            TRACE,
            facts(
                modelCall(2, 1).tokens(1, 1),
                modelCall(3, 1).tokens(2, 2).named("own"),
                modelCall(2, 1).tokens(1, 1),
                tool(4, 1)),
            NOW,
            UNPRICED,
            2);

    assertThat(update.remembered()).isEqualTo(1);
    assertThat(update.unremembered()).isEqualTo(2);
    assertThat(update.duplicates()).isEqualTo(1);
    assertThat(update.charges())
        .extracting(Charge::spanId, Charge::agent, Charge::task)
        .containsExactlyInAnyOrder(
            tuple(2L, "a", "s"),
            tuple(3L, "own", TRACE.toHex()),
            tuple(4L, "service", TRACE.toHex()));
    assertThat(trace.size()).isEqualTo(2);
  }

  @Test
  void shouldChargeOnlyModelAndToolCallsBeyondTheBound() {
    TraceUpdate update =
        trace.add(
            TRACE,
            facts(
                agent(1, 0).tokens(10, 10),
                other(2, 1).cost(20),
                tool(3, 2).cost(30),
                modelCall(4, 3).cost(40),
                modelCall(5, 3)),
            NOW,
            UNPRICED,
            0);

    assertThat(update.unremembered()).isEqualTo(5);
    assertThat(update.charges())
        .extracting(Charge::spanId, Charge::usage)
        .containsExactly(
            tuple(3L, Usage.TOOL_CALL),
            tuple(4L, new Usage(40, 0, 0, 0, 0, 0, 1, 0, 0, 0)),
            tuple(5L, Usage.UNMETERED_CALL));
  }

  @Test
  void shouldSettleATraceAsDeepAsItIsLarge() {
    int depth = 50_000;
    List<SpanFacts> chain =
        LongStream.rangeClosed(1, depth)
            .mapToObj(id -> modelCall(id, id - 1).tokens(1, 1).facts())
            .toList();

    assertThat(trace.add(TRACE, chain, NOW, UNPRICED, NO_BOUND).charges())
        .extracting(Charge::spanId)
        .containsExactly((long) depth);
  }

  @Test
  void shouldSettleACycleOfParentsTheSameInAnyOrder() {
    Spans[] cycle = {
      agent(1, 3).named("a"), modelCall(2, 1).tokens(1, 1), other(3, 2).tokens(2, 2)
    };
    for (int[] order : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}}) {
      trace = Trace.empty();
      List<Charge> charges = new ArrayList<>();
      for (int i : order) {
        charges.addAll(add(cycle[i]).charges());
      }
      assertThat(SumOfCharges.of(charges))
          .as("order %s", Arrays.toString(order))
          .isEqualTo(
              SumOfCharges.of(
                  List.of(
                      charge("service", new Usage(0, 1, 1, 0, 0, 0, 1, 0, 1, 0)),
                      charge("service", new Usage(0, 2, 2, 0, 0, 0, 1, 0, 1, 0)))));
    }
  }

  @Test
  void shouldGoOnFromItsBytes() {
    add(modelCall(2, 1).tokens(100, 20), tool(3, 1).cost(4), modelCall(4, 3).session("s"));
    Trace decoded = Trace.decode(trace.encode());
    List<SpanFacts> more = facts(agent(1, 0).named("a"), modelCall(5, 3).tokens(7, 7));

    assertThat(decoded.size()).isEqualTo(3);
    assertThat(decoded.encode()).isEqualTo(trace.encode());
    assertThat(decoded.add(TRACE, more, NOW, UNPRICED, NO_BOUND))
        .isEqualTo(trace.add(TRACE, more, NOW, UNPRICED, NO_BOUND));
    assertThat(decoded.encode()).isEqualTo(trace.encode());
  }

  @Test
  void shouldTakeTensOfBytesASpan() {
    List<SpanFacts> spans = new ArrayList<>();
    Random random = new Random(1);
    long parent = random.nextLong();
    for (int i = 0; i < 100; i++) {
      spans.add(
          modelCall(random.nextLong(), parent)
              .endsAt(1_700_000_000_000L + i * 1_500L)
              .tokens(new Tokens(12_345, 678, 10_000, 0, 90))
              .model("gpt-4o-mini-2024-07-18")
              .session("7cdeb989-856d-4e70-9b40-02b70cb12287")
              .resource(new ResourceFacts(null, "openai-agents", null, null, Map.of()))
              .facts());
    }
    Pricer pricer = (provider, model, tokens, time) -> 4_210_000;
    trace.add(TRACE, spans, 1_700_000_150_000L, pricer, NO_BOUND);

    assertThat(trace.encode().length).isLessThan(100 * 50);
    assertThat(new TraceBatch(TRACE, spans).encode().length).isLessThan(100 * 45);
  }

  @Test
  void shouldRefuseBytesThatAreNoTrace() {
    add(
        modelCall(2, 1).tokens(100, 20).dimensions(Map.of("team", "t")),
        tool(3, 1).cost(4).session("s"));
    byte[] bytes = trace.encode();

    assertThatThrownBy(() -> Trace.decode(new byte[] {9, 0}))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessage("a trace of unknown format 9");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Trace.decode(cut)).isInstanceOf(CorruptBytesException.class);
    }
    assertThatThrownBy(() -> Trace.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(CorruptBytesException.class);
  }

  private TraceUpdate add(Spans... spans) {
    return trace.add(TRACE, facts(spans), NOW, UNPRICED, NO_BOUND);
  }

  private long cost(Spans span, Pricer pricer) {
    return usage(span, pricer).costNanos();
  }

  private Usage usage(Spans span, Pricer pricer) {
    return trace.add(TRACE, facts(span), NOW, pricer, NO_BOUND).charges().get(0).usage();
  }

  private long eventTime(Spans span) {
    return add(span).charges().get(0).eventTimeMillis();
  }

  private static Charge charge(String agent, Usage usage) {
    return new Charge(agent, TRACE.toHex(), usage, 1_000, 1, null, Map.of());
  }

  private static List<SpanFacts> facts(Spans... spans) {
    return Stream.of(spans).map(Spans::facts).toList();
  }
}
