package dev.spendbreaker.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against a model that keeps every charge, over random histories. */
class LedgerModelTest {
  private static final Scope SCOPE = Scope.task("a1", "t1");
  private static final long SEED = 20261123;
  private static final int SEEDS = 40;
  private static final int STEPS = 400;
  private static final String[] ZONES = {
    "UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "America/Havana", "Africa/Cairo"
  };
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final InMemoryBuckets buckets = new InMemoryBuckets();
  private final PolicySet policies = new PolicySet();
  private final NaiveLedger model = new NaiveLedger(SCOPE);
  private final List<NaiveLedger.Charged> charged = new ArrayList<>();
  private ScopeState state = ScopeState.empty();
  private long now = 1_790_000_000_123L;
  private long revision;
  private long policyChanges;
  private boolean noneNegative = true;
  private long nextChange = Long.MIN_VALUE;
  private int cheapEvaluations;
  private @Nullable Decision last;
  private Random random = new Random(0);
  private String where = "";

  static List<Long> seeds() {
    return new Random(SEED).longs(SEEDS).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldAgreeWithALedgerThatKeepsEveryCharge(long seed) {
    random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      where = "seed " + seed + ", step " + step + ", now " + now;
      long policiesBefore = policyChanges;
      noneNegative = true;
      changeSomething();
      state = ScopeState.decode(state.encode());
      boolean cheap = policyChanges == policiesBefore && now < nextChange && isCheap();
      Evaluation evaluation = Evaluator.evaluate(state, buckets, policies.governing(SCOPE), now);
      if (cheap) {
        checkNothingChanged(evaluation);
      }
      nextChange = evaluation.nextChangeMillis();
      model.evaluatedAt(now);
      checkStatuses(evaluation);
      checkOutlook(evaluation);
      checkDecision(evaluation);
    }
    assertThat(cheapEvaluations).as(where).isPositive();
    assertThat(LimitUnit.USD.of(state.totals()))
        .as(where)
        .isEqualTo(model.total(LimitUnit.USD).longValueExact());
  }

  /** Whether an evaluation after a charge finds that it need not look ahead. */
  private boolean isCheap() {
    ScopeState copy = ScopeState.decode(state.encode());
    return Evaluator.evaluateCharge(copy, buckets, policies.governing(SCOPE), noneNegative, now)
        == null;
  }

  /** What the last full evaluation said of the time to come must still hold. */
  private void checkNothingChanged(Evaluation evaluation) {
    assertThat(evaluation.nextChangeMillis()).as(where).isGreaterThanOrEqualTo(nextChange);
    ScopeState copy = ScopeState.decode(state.encode());
    assertThat(Decisions.next(SCOPE, copy, evaluation, null, now)).as(where).isNull();
    cheapEvaluations++;
  }

  private void changeSomething() {
    now += elapsed();
    switch (random.nextInt(12)) {
      case 0 -> putPolicy();
      case 1 -> removePolicy();
      case 2 -> {} // only time goes on
      case 3 -> reverse();
      case 4 -> charge(usage(), charged.isEmpty() ? now : lastEventTime());
      default -> charge(usage(), now - age());
    }
  }

  private long elapsed() {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextLong(20 * DAY);
      case 1 -> random.nextLong(DAY);
      case 2, 3 -> random.nextLong(Duration.ofHours(2).toMillis());
      case 4, 5, 6 -> random.nextLong(Duration.ofMinutes(3).toMillis());
      case 7 -> 0;
      default -> random.nextLong(3000);
    };
  }

  /** Mostly just now; at times ahead, late, or older than any window. */
  private long age() {
    return switch (random.nextInt(12)) {
      case 0 -> -random.nextLong(Duration.ofMinutes(5).toMillis());
      case 1 -> random.nextLong(120 * DAY);
      case 2 -> random.nextLong(DAY);
      case 3, 4 -> random.nextLong(Duration.ofMinutes(20).toMillis());
      default -> random.nextLong(2000);
    };
  }

  private void charge(Usage usage, long eventTime) {
    Ledger.charge(state, buckets, usage, eventTime, now);
    noneNegative &= !UsageCodec.hasNegative(usage);
    model.charge(usage, eventTime);
    charged.add(new NaiveLedger.Charged(usage, eventTime));
  }

  private void reverse() {
    if (!charged.isEmpty()) {
      NaiveLedger.Charged old = charged.get(random.nextInt(charged.size()));
      charge(old.usage().negate(), old.eventTime() + pick(0, 0, 1, -1) * random.nextLong(DAY));
    }
  }

  private long lastEventTime() {
    return charged.get(charged.size() - 1).eventTime();
  }

  private Usage usage() {
    Tokens tokens = new Tokens(random.nextInt(2000), random.nextInt(500), random.nextInt(5), 0, 0);
    return switch (random.nextInt(10)) {
      case 0 -> Usage.unpriced(tokens);
      case 1 -> Usage.TOOL_CALL;
      case 2 -> Usage.UNMETERED_CALL;
      default -> Usage.priced(tokens, random.nextLong(2_000_000_000L));
    };
  }

  private void putPolicy() {
    policyChanges++;
    Policies builder =
        Policies.policy("p" + random.nextInt(5))
            .revision(++revision)
            .task(pick("a1", "*"), pick("t1", "*"))
            .onBreach(pick(Action.WARN, Action.BLOCK, Action.KILL))
            .onUnpriced(pick(Action.ALLOW, Action.WARN, Action.BLOCK));
    limit(builder);
    switch (random.nextInt(6)) {
      case 0 -> {} // lifetime
      case 1, 2 -> calendar(builder);
      default -> builder.rolling(Duration.ofMillis(windowMillis()));
    }
    switch (random.nextInt(3)) {
      case 0 -> builder.warnAt();
      case 1 -> builder.warnAt("0.333333333", "0.5", "1");
      default -> {}
    }
    sometimes(builder);
    policies.put(builder.build());
    model.put(builder.build());
  }

  private void limit(Policies builder) {
    LimitUnit unit = pick(LimitUnit.values());
    long most =
        switch (unit) {
          case USD -> 20_000_000_000L;
          case TOKENS, INPUT_TOKENS -> 20_000;
          case OUTPUT_TOKENS -> 4000;
          case CALLS -> 20;
          case TOOL_CALLS -> 4;
        };
    builder.limit(unit, random.nextInt(10) == 0 ? 0 : random.nextLong(most));
    if (random.nextInt(4) == 0) {
      builder.grant("g1", 1 + random.nextLong(most), now + random.nextLong(DAY));
      builder.grant("g2", 1 + random.nextLong(most), random.nextBoolean() ? null : now - 1);
    }
  }

  private void calendar(Policies builder) {
    CalendarWindow.Unit unit = pick(CalendarWindow.Unit.values());
    builder.calendar(unit, pick(ZONES), 1 + random.nextInt(unit.lastDay()));
  }

  private long windowMillis() {
    long most = 1L << (16 + random.nextInt(18));
    return Math.min(Window.Rolling.MAX_MILLIS, Window.Rolling.MIN_MILLIS + random.nextLong(most));
  }

  private void sometimes(Policies builder) {
    if (random.nextInt(8) == 0) {
      builder.latch();
    }
    if (random.nextInt(4) == 0) {
      builder.shadow();
    }
    if (random.nextInt(3) == 0) {
      builder.countFrom(charged.isEmpty() || random.nextBoolean() ? now - age() : lastEventTime());
    }
    if (random.nextInt(4) == 0) {
      builder.expiresAt(now + random.nextLong(2 * DAY));
    }
  }

  private void removePolicy() {
    policyChanges++;
    String id = "p" + random.nextInt(5);
    policies.remove(id);
    model.remove(id);
  }

  private void checkStatuses(Evaluation evaluation) {
    List<NaiveLedger.Standing> expected = model.standings(now);
    assertThat(evaluation.statuses()).as(where).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      check(evaluation.statuses().get(i), expected.get(i));
    }
  }

  private void check(PolicyStatus status, NaiveLedger.Standing expected) {
    String at = where + ", " + expected.policy();
    assertThat(status.policyId()).as(at).isEqualTo(expected.policy().id());
    assertThat(status.policyRevision()).as(at).isEqualTo(expected.policy().revision());
    assertThat(BigInteger.valueOf(status.spent())).as(at).isEqualTo(expected.spent());
    assertThat(BigInteger.valueOf(status.limit())).as(at).isEqualTo(expected.limit());
    assertThat(status.action()).as(at).isEqualTo(expected.action());
    assertThat(status.reasonCode()).as(at).isEqualTo(expected.reasonCode());
    assertThat(status.warnLevel()).as(at).isEqualTo(expected.level());
  }

  private void checkOutlook(Evaluation evaluation) {
    long horizon = Math.min(evaluation.nextChangeMillis() - 1, now + 200 * DAY);
    assertThat(horizon).as(where).isGreaterThanOrEqualTo(now);
    List<String> asked = asked(now);
    assertThat(asked(horizon)).as(where + ", just before its next change").isEqualTo(asked);
    long between = now + random.nextLong(horizon - now + 1);
    assertThat(asked(between)).as(where + ", at " + between).isEqualTo(asked);
    evaluation.statuses().forEach(status -> checkReset(status, actionOf(status.policyId(), now)));
  }

  private List<String> asked(long at) {
    return model.standings(at).stream().map(s -> s.policy().id() + s.action() + s.level()).toList();
  }

  private void checkReset(PolicyStatus status, Action action) {
    String at = where + ", " + status;
    Long resetsAt = status.resetsAtMillis();
    long before = resetsAt == null ? now + 200 * DAY : resetsAt - 1;
    assertThat(actionOf(status.policyId(), before)).as(at).isGreaterThanOrEqualTo(action);
    if (resetsAt != null) {
      assertThat(actionOf(status.policyId(), resetsAt)).as(at).isLessThan(action);
    }
  }

  /** What one policy asks for; ALLOW once it is void. */
  private Action actionOf(String id, long at) {
    return model.standings(at).stream()
        .filter(standing -> standing.policy().id().equals(id))
        .map(NaiveLedger.Standing::action)
        .findFirst()
        .orElse(Action.ALLOW);
  }

  private void checkDecision(Evaluation evaluation) {
    NaiveLedger.Standing governing = governing(model.standings(now));
    Action action =
        governing == null || governing.policy().mode() == Policy.Mode.SHADOW
            ? Action.ALLOW
            : governing.action();
    assertThat(evaluation.action()).as(where).isEqualTo(action);
    Decision decision = Decisions.next(SCOPE, state, evaluation, null, now);
    String expected = describe(action, governing);
    String before = last == null ? describe(Action.ALLOW, null) : describe(last);
    if (expected.equals(before)) {
      assertThat(decision).as(where).isNull();
      return;
    }
    assertThat(decision).as(where).isNotNull();
    Decision due = Objects.requireNonNull(decision);
    assertThat(describe(due)).as(where).isEqualTo(expected);
    assertThat(due.sequence()).as(where).isEqualTo(last == null ? 1 : last.sequence() + 1);
    assertThat(due.previousAction()).as(where).isEqualTo(last == null ? null : last.action());
    assertThat(state.lastDecision(SCOPE)).as(where).isEqualTo(due);
    last = due;
  }

  private static String describe(Decision decision) {
    PolicyStatus policy = decision.policy();
    return decision.action()
        + (policy == null ? " -" : " " + policy.policyId() + policy.action() + policy.warnLevel());
  }

  private static String describe(Action action, NaiveLedger.@Nullable Standing governing) {
    return action
        + (governing == null
            ? " -"
            : " " + governing.policy().id() + governing.action() + governing.level());
  }

  private static NaiveLedger.@Nullable Standing governing(List<NaiveLedger.Standing> standings) {
    NaiveLedger.Standing enforced = first(standings, Policy.Mode.ENFORCE);
    NaiveLedger.Standing shadow = first(standings, Policy.Mode.SHADOW);
    boolean acts = enforced != null && enforced.action() != Action.ALLOW;
    boolean would = shadow != null && shadow.action() != Action.ALLOW;
    return !acts && would ? shadow : enforced;
  }

  private static NaiveLedger.@Nullable Standing first(
      List<NaiveLedger.Standing> standings, Policy.Mode mode) {
    NaiveLedger.Standing best = null;
    for (NaiveLedger.Standing standing : standings) {
      if (standing.policy().mode() == mode && (best == null || precedes(standing, best))) {
        best = standing;
      }
    }
    return best;
  }

  /** Strictest, then fullest (a limit of 0 is fullest); they come by id. */
  private static boolean precedes(NaiveLedger.Standing a, NaiveLedger.Standing b) {
    int byAction = a.action().compareTo(b.action());
    return byAction != 0 ? byAction > 0 : fullness(a).compareTo(fullness(b)) > 0;
  }

  private static BigDecimal fullness(NaiveLedger.Standing standing) {
    return standing.limit().signum() == 0
        ? new BigDecimal("1e30")
        : new BigDecimal(standing.spent())
            .divide(new BigDecimal(standing.limit()), 60, RoundingMode.HALF_EVEN);
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
