package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.gate.Check;
import dev.spendbreaker.gate.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The answers to checks: status, headers {@code x-budget-…}, and a problem where it is refused. */
final class CheckAnswers {
  private static final String ACTION = "x-budget-action";
  private static final String AGE = "x-budget-age-ms";
  private static final int RETRY_SECONDS = 1;

  /** The answers that let a call pass, but for their headers. */
  private static final Map<Action, Answer> PASS =
      new EnumMap<>(
          Arrays.stream(Action.values())
              .collect(Collectors.toMap(Function.identity(), CheckAnswers::pass)));

  private final int refusalStatus;
  private final InstantSource clock;

  CheckAnswers(int refusalStatus, InstantSource clock) {
    this.refusalStatus = refusalStatus;
    this.clock = clock;
  }

  private static Answer pass(Action action) {
    byte[] body = "{\"action\":\"%s\"}".formatted(action.text()).getBytes(UTF_8);
    return Answer.of(200, Answer.JSON, body);
  }

  /**
   * The answer to a check.
   *
   * @param ageMillis how old is what it was answered from
   */
  Answer of(Check check, OptionalLong ageMillis) {
    Map<String, String> headers = new LinkedHashMap<>();
    ageMillis.ifPresent(age -> headers.put(AGE, Long.toString(age)));
    if (check.isUndecided()) {
      return ProblemDocuments.answer(undecided(check)).with(headers);
    }
    headers.put(ACTION, check.action().text());
    Verdict verdict = check.verdict();
    if (verdict != null) {
      addVerdict(verdict, headers);
    }
    return verdict == null || check.isAllowed()
        ? Objects.requireNonNull(PASS.get(check.action())).with(headers)
        : ProblemDocuments.answer(refused(verdict)).with(headers);
  }

  private static void addVerdict(Verdict verdict, Map<String, String> headers) {
    headers.put("x-budget-reason", HeaderTexts.readable(verdict.reason()));
    put("x-budget-policy", encoded(verdict.policyId()), headers);
    put("x-budget-remaining", verdict.remaining(), headers);
    put("x-budget-unit", verdict.unit() == null ? null : verdict.unit().field(), headers);
    put("x-budget-resets-at", instant(verdict.resetsAtMillis()), headers);
  }

  private Problem refused(Verdict verdict) {
    Problem problem =
        new Problem(
                refusalStatus, "budget_" + verdict.action().text(), verdict.reason(), hint(verdict))
            .with("action", verdict.action().text())
            .with("scope", verdict.scope().key())
            .with("reasonCode", verdict.reasonCode())
            .with("decisionId", verdict.decisionId().toString());
    problem = with("policyId", verdict.policyId(), problem);
    problem = with("resetsAt", instant(verdict.resetsAtMillis()), problem);
    Long resetsAt = verdict.resetsAtMillis();
    return resetsAt == null ? problem : problem.retryAfter(seconds(resetsAt));
  }

  private static String hint(Verdict verdict) {
    if (verdict.action() == Action.KILL) {
      return "stop the agent; an operator can raise the limit or change the policy";
    }
    return verdict.resetsAtMillis() == null
        ? "make no more calls until an operator raises the limit or changes the policy"
        : "make no more calls before resetsAt, or ask an operator for more";
  }

  /** What to say where too little is known. */
  static Problem undecided(Check check) {
    return new Problem(
            503,
            "budget_unknown",
            String.valueOf(check.doubt()),
            "try again; the setting check.fail.open lets calls pass meanwhile")
        .retryAfter(RETRY_SECONDS);
  }

  /** From now on, rounded up, at least one. */
  private int seconds(long instantMillis) {
    long seconds = -Math.floorDiv(clock.millis() - instantMillis, 1000);
    return (int) Math.max(1, Math.min(seconds, Integer.MAX_VALUE));
  }

  private static Problem with(String member, @Nullable String value, Problem problem) {
    return value == null ? problem : problem.with(member, value);
  }

  private static void put(String name, @Nullable String value, Map<String, String> headers) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  private static @Nullable String encoded(@Nullable String text) {
    return text == null ? null : HeaderTexts.encoded(text);
  }

  private static @Nullable String instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }
}
