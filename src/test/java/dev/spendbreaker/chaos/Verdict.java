package dev.spendbreaker.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.client.ApiClient;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares what an application says and has decided with what a model says, exactly. */
final class Verdict {
  private static final int SHOWN = 10;

  private final ExactModel model;

  Verdict(ExactModel model) {
    this.model = model;
  }

  /**
   * Compares the totals of all scopes.
   *
   * @return how many there are
   * @throws AssertionError with the first differences
   */
  int totals(ApiClient api) throws Exception {
    Map<String, JsonNode> found = scopes(api);
    List<String> differences = new ArrayList<>();
    model.scopes().forEach((key, spent) -> compare(key, spent, found.get(key), differences));
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, JsonNode> scope : found.entrySet()) {
      if (!model.scopes().containsKey(scope.getKey())) {
        compare(scope.getKey(), NOTHING, scope.getValue(), differences);
      }
      if (isAgent(scope.getKey())) {
        sum = sum.add(usd(scope.getValue()));
      }
    }
    if (sum.compareTo(model.totalUsd()) != 0) {
      differences.add("all agents have spent " + sum + ", not " + model.totalUsd());
    }
    refuse(differences);
    return found.size();
  }

  private static final ExactModel.Spent NOTHING = new ExactModel.Spent(BigDecimal.ZERO, 0);

  private static void compare(
      String key, ExactModel.Spent wanted, @Nullable JsonNode found, List<String> differences) {
    String expected =
        text(
            wanted.usd(),
            wanted.calls(),
            wanted.calls() * ExactModel.INPUT_TOKENS,
            wanted.calls() * ExactModel.OUTPUT_TOKENS);
    String actual = found == null ? "not there" : text(found.path("totals"));
    if (!expected.equals(actual)) {
      differences.add(key + " is " + actual + ", not " + expected);
    }
  }

  private static String text(JsonNode totals) {
    return text(
        totals.path("usd").decimalValue(),
        totals.path("calls").asLong(),
        totals.path("inputTokens").asLong(),
        totals.path("outputTokens").asLong());
  }

  private static String text(BigDecimal usd, long calls, long input, long output) {
    return "%.9f USD in %d calls of %d and %d tokens".formatted(usd, calls, input, output);
  }

  private static boolean isAgent(String key) {
    return key.startsWith("agent/") && !key.contains("/task/");
  }

  private static BigDecimal usd(JsonNode scope) {
    return scope.at("/totals/usd").decimalValue();
  }

  private static Map<String, JsonNode> scopes(ApiClient api) throws Exception {
    Map<String, JsonNode> scopes = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page = api.scopes("sort=key&limit=1000&cursor=" + cursor);
      if (page.has("missingPartitions")) {
        throw new AssertionError("not all partitions answer: " + page.path("missingPartitions"));
      }
      page.path("scopes").forEach(scope -> scopes.put(scope.path("key").asText(), scope));
      cursor = page.path("cursor").asText("");
    } while (!cursor.isEmpty());
    return Collections.unmodifiableMap(scopes);
  }

  /**
   * Checks that the decisions of each scope count 1, 2, 3 …, that each tells of the one before it,
   * and that the last is the one that is due.
   *
   * @return how many there are
   * @throws AssertionError with the first that is wrong
   */
  int decisions(Map<String, List<Decision>> log) {
    List<String> wrong = new ArrayList<>();
    log.forEach((key, decisions) -> chain(key, decisions, wrong));
    model.actions().forEach((key, action) -> last(key, action, log.get(key), wrong));
    refuse(wrong);
    return log.values().stream().mapToInt(List::size).sum();
  }

  private static void chain(String key, List<Decision> decisions, List<String> wrong) {
    Action before = null;
    for (int i = 0; i < decisions.size(); i++) {
      Decision decision = decisions.get(i);
      if (decision.sequence() != i + 1L || decision.previousAction() != before) {
        wrong.add("number " + (i + 1) + " of " + key + " is " + decision);
        return;
      }
      before = decision.action();
    }
  }

  private static void last(
      String key, Action due, @Nullable List<Decision> decisions, List<String> wrong) {
    Action action = decisions == null ? null : decisions.get(decisions.size() - 1).action();
    if (action != due) {
      wrong.add("the last decision about " + key + " is " + action + ", not " + due);
    }
  }

  private static void refuse(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new AssertionError(
          differences.size()
              + " differ: "
              + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size()))));
    }
  }
}
