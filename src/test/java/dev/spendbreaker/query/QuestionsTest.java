package dev.spendbreaker.query;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.pricing.UnpricedModel;
import dev.spendbreaker.testing.Traces;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuestionsTest {
  private static final ScopeFilter FILTER =
      new ScopeFilter(Set.of("agent", "task"), "a/1", Action.KILL, ScopeFilter.Sort.SPENT, 7, "c");
  private static final Scope SCOPE = Scope.task("a/1", "grün");
  private static final SeriesRange RANGE =
      new SeriesRange(Level.HOUR, 1_795_428_000_000L, 3_600_000, 3);
  private static final Usage SPENT = new Usage(1_234_567_890_123L, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  static Stream<Question<?>> questions() {
    return Stream.of(
        new LedgerQuestions.OfScope(SCOPE, Freshness.STALE_ALLOWED),
        new LedgerQuestions.OfScopes(FILTER, List.of(0, 300), Freshness.CURRENT),
        new LedgerQuestions.OfScopes(
            new ScopeFilter(Set.of(), null, null, ScopeFilter.Sort.KEY, 1000, null),
            List.of(),
            Freshness.STALE_ALLOWED),
        new LedgerQuestions.OfPolicies(),
        new LedgerQuestions.OfPolicy("team/a"),
        new SettleQuestions.OfOverrides(),
        new SettleQuestions.OfUnpriced(List.of(1, 2)),
        new LedgerQuestions.OfSeries(SCOPE, RANGE),
        new LedgerQuestions.OfScopeAfter(SCOPE, SPENT),
        new SettleQuestions.OfSpan(new TraceId(-1, 2), -3),
        new SettleQuestions.OfTrace(new TraceId(1, -2)),
        new ChangeQuestion(new Change(Change.Kind.PRICE_DELETED, "*/m", 12), List.of(3)));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void shouldReadBackEveryQuestion(Question<?> question) {
    assertThat(Questions.decode(Questions.encode(question))).isEqualTo(question);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void shouldRefuseAQuestionOfAnotherVersionAndOneThatIsCutShort(Question<?> question) {
    byte[] bytes = Questions.encode(question);
    byte[] other = bytes.clone();
    other[0]++;

    assertThatThrownBy(() -> Questions.decode(other)).isInstanceOf(CorruptBytesException.class);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Questions.decode(cut)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void shouldReadBackWhereAScopeStands() {
    assertReadBack(
        new LedgerQuestions.OfScope(SCOPE, Freshness.CURRENT),
        Optional.of(new ScopeReading(status(), new StalePartition(300, 1L << 40))));
    assertReadBack(
        new LedgerQuestions.OfScope(SCOPE, Freshness.CURRENT),
        Optional.of(new ScopeReading(ungoverned(), null)));
    assertReadBack(new LedgerQuestions.OfScope(SCOPE, Freshness.CURRENT), Optional.empty());
  }

  @Test
  void shouldReadBackASliceOfScopes() {
    assertReadBack(
        new LedgerQuestions.OfScopes(FILTER, List.of(), Freshness.CURRENT),
        new ScopeSlice(
            List.of(
                new ScopeSlice.Entry(new Position(-5, SCOPE.key()), status()),
                new ScopeSlice.Entry(new Position(9, SCOPE.key()), ungoverned())),
            true,
            List.of(4),
            List.of(new StalePartition(1, 0))));
  }

  @Test
  void shouldReadBackASeriesOfSpendAndWhatWouldBe() {
    assertReadBack(
        new LedgerQuestions.OfSeries(SCOPE, RANGE),
        Optional.of(List.of(Usage.ZERO, SPENT, SPENT.negate())));
    assertReadBack(new LedgerQuestions.OfSeries(SCOPE, RANGE), Optional.empty());
    assertReadBack(new LedgerQuestions.OfScopeAfter(SCOPE, SPENT), status());
  }

  @Test
  void shouldReadBackModelsWithoutAPrice() {
    assertReadBack(
        new SettleQuestions.OfUnpriced(List.of()),
        new UnpricedSlice(List.of(new UnpricedModel(null, "m", 3, 1, 2)), List.of(7)));
    assertReadBack(new ChangeQuestion(new Change(Change.Kind.POLICY_SET, "p", 1), List.of()), true);
  }

  @Test
  void shouldReadBackATrace() {
    SettleQuestions.OfTrace question = new SettleQuestions.OfTrace(new TraceId(1, -2));
    Trace trace = Traces.ofOneCall(question.traceId(), "a/1", 5);

    assertThat(sent(question, Optional.of(trace)).orElseThrow().encode()).isEqualTo(trace.encode());
    assertThat(sent(question, Optional.empty())).isEmpty();
  }

  @Test
  void shouldPassOnThatTheStoresCannotBeReadNow() {
    byte[] answer =
        new ByteWriter().writeByte(1).writeByte(1).writeString("restoring").toByteArray();

    assertThatThrownBy(() -> Questions.decodeAnswer(new LedgerQuestions.OfPolicies(), answer))
        .isInstanceOf(NotReadyException.class)
        .hasMessage("restoring");
  }

  private static <A> void assertReadBack(Question<A> question, A answer) {
    assertThat(sent(question, answer)).isEqualTo(answer);
  }

  /** An answer written and read back to the last byte. */
  private static <A> A sent(Question<A> question, A answer) {
    ByteWriter out = new ByteWriter();
    question.writeAnswer(answer, out);
    ByteReader in = new ByteReader(out.toByteArray());
    A read = question.readAnswer(in);
    assertThat(in.hasRemaining()).isFalse();
    return read;
  }

  private static ScopeStatus status() {
    Decision decision = decision(SCOPE, Action.KILL).sequence(3).build();
    PolicyStatus governing = Objects.requireNonNull(decision.policy());
    PolicyStatus other =
        Objects.requireNonNull(
            decision(SCOPE, Action.WARN)
                .policy("p0")
                .utilization(null)
                .resetsAt(5)
                .build()
                .policy());
    return new ScopeStatus(
        SCOPE,
        Action.KILL,
        SPENT,
        governing,
        "spent it all",
        true,
        List.of(other, governing),
        Map.of(
            governing.policyId(), new Forecast(-5, 60_000, null),
            other.policyId(), new Forecast(7, 300_000, 1_795_428_999_000L)),
        decision,
        1_795_428_930_000L);
  }

  private static ScopeStatus ungoverned() {
    return new ScopeStatus(
        SCOPE, Action.ALLOW, Usage.ZERO, null, "no policy", false, List.of(), Map.of(), null, 0);
  }
}
