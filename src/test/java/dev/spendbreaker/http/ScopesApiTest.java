package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.query.Freshness;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.StalePartition;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesApiTest {
  private final Api api = new Api();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void shouldTellWhereAScopeStands() {
    api.queries.know(status(Scope.task("a1", "run/42"), null));

    HttpResponse<byte[]> answer = api.client.get("/v1/scopes/agent/a1/task/run%2F42");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    JsonNode status = json(answer);
    assertThat(status.at("/scope/agent").asText()).isEqualTo("a1");
    assertThat(status.at("/scope/task").asText()).isEqualTo("run/42");
    assertThat(status.at("/key").asText()).isEqualTo("agent/a1/task/run%2F42");
    assertThat(status.at("/action").asText()).isEqualTo("warn");
    assertThat(status.at("/totals/usd").decimalValue()).isEqualByComparingTo("0.0421");
    assertThat(status.at("/totals/calls").longValue()).isEqualTo(1);
    assertThat(status.at("/asOf").asText()).isEqualTo("1970-01-01T00:00:01Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run/42", "a//b", "/", "100%", "%2F", ".", "..", "../..", "a b", "a+b", "grün", "日本語",
        "🙂", "a;b", "a?b#c", "a\\b", "a\u0001b", "\t", "(a)", "a:b@c", "\"'<>", "*", "", "~-_."
      })
  void shouldFindAScopeByAnyValue(String value) {
    Scope scope = Scope.agent(value);
    api.queries.know(status(scope, null));

    String answer =
        api.client.raw("GET /v1/scopes/" + scope.key() + " HTTP/1.1", "Host: localhost");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"key\":\"" + scope.key() + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "agent/%2E%2E, agent/..",
        "agent/%61, agent/a",
        "agent/a;b, agent/a%3Bb",
        "agent/(a):b@c!'$&*+=, agent/%28a%29%3Ab%40c%21%27%24%26%2A%2B%3D",
        "agent/x%2fy, agent/x%2Fy",
        "task/t/agent/a, agent/a/task/t",
        "agent%2Fa1%2Ftask%2Frun%252F42, agent/a1/task/run%2F42",
        "agent%2fa+b, agent/a%2Bb"
      })
  void shouldFindAScopeHoweverItsKeyIsSpelt(String path, String key) {
    api.queries.know(status(Scope.parse(key), null));

    String answer = api.client.raw("GET /v1/scopes/" + path + " HTTP/1.1", "Host: localhost");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"key\":\"" + key + "\"");
  }

  @Test
  void shouldSayThatAScopeIsUnknown() {
    JsonNode problem = assertProblem(api.client.get("/v1/scopes/agent/a1"), 404, "scope_not_found");

    assertThat(problem.get("detail").asText()).contains("'agent/a1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "agent/a/task", "/a", "agent/a/agent/b", ""})
  void shouldRefuseWhatIsNoKey(String key) {
    assertProblem(api.client.get("/v1/scopes/" + key), 400, "invalid_scope_key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent/%zz", "agent/%", "agent/%FF"})
  void shouldRefuseAKeyThatCannotBeDecoded(String key) {
    String answer = api.client.raw("GET /v1/scopes/" + key + " HTTP/1.1", "Host: localhost");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json")
        .doesNotContain("<");
  }

  @Test
  void shouldListScopes() {
    PolicyStatus governing = governing(new BigDecimal("0.842000"));
    api.queries.know(status(Scope.agent("a1"), governing));
    api.queries.know(status(Scope.agent("a2"), governing(null)));
    api.queries.know(status(Scope.agent("a3"), null));

    JsonNode page = json(api.client.get("/v1/scopes"));

    assertThat(page.at("/scopes/0").toString())
        .startsWith("{\"scope\":{\"agent\":\"a1\"},\"key\":\"agent/a1\",\"action\":\"warn\",");
    assertThat(page.at("/scopes/0/totals/calls").longValue()).isEqualTo(1);
    assertThat(page.at("/scopes/0/policyId").asText()).isEqualTo("p1");
    assertThat(page.at("/scopes/0/utilization").decimalValue()).isEqualByComparingTo("0.842");
    assertThat(page.at("/scopes/1/policyId").asText()).isEqualTo("p1");
    assertThat(page.at("/scopes/1").has("utilization")).isFalse();
    assertThat(page.at("/scopes/2").fieldNames())
        .toIterable()
        .containsExactly("scope", "key", "action", "totals");
    assertThat(page.has("cursor")).isFalse();
    assertThat(page.has("missingPartitions")).isFalse();
    assertThat(page.get("asOf").asText()).isEqualTo("2026-11-23T10:15:30Z");
  }

  @Test
  void shouldTellOfTheNextPageAndOfPartitionsThatAreMissing() {
    api.queries.cursor = "next";
    api.queries.missing =
        List.of(
            new MissingInstance("10.0.0.7:8080", List.of(3, 1), MissingInstance.TIMEOUT),
            new MissingInstance(null, List.of(2), MissingInstance.UNASSIGNED));

    JsonNode page = json(api.client.get("/v1/scopes"));

    assertThat(page.get("cursor").asText()).isEqualTo("next");
    assertThat(page.get("missingPartitions").toString()).isEqualTo("[1,2,3]");
    assertThat(page.get("missingInstances").toString())
        .isEqualTo(
            "[{\"instance\":\"10.0.0.7:8080\",\"reason\":\"timeout\",\"partitions\":[3,1]},"
                + "{\"reason\":\"unassigned\",\"partitions\":[2]}]");
    assertThat(page.get("scopes").toString()).isEqualTo("[]");
  }

  @Test
  void shouldTellThatAnAnswerIsStaleWhereTheCallerAllowsIt() {
    api.queries.know(status(Scope.agent("a1"), null));
    api.queries.stale = List.of(new StalePartition(2, 17));

    JsonNode scope = json(api.client.get("/v1/scopes/agent/a1?stale=allow"));
    JsonNode page = json(api.client.get("/v1/scopes?stale=allow"));

    assertThat(api.queries.askedFreshness).isEqualTo(Freshness.STALE_ALLOWED);
    assertThat(scope.get("stalePartitions").toString()).isEqualTo("[{\"partition\":2,\"lag\":17}]");
    assertThat(scope.at("/totals/usd").decimalValue()).isEqualByComparingTo("0.0421");
    assertThat(page.get("stalePartitions")).isEqualTo(scope.get("stalePartitions"));
  }

  @Test
  void shouldAskForCurrentAnswersUnlessToldOtherwise() {
    api.queries.know(status(Scope.agent("a1"), null));

    api.client.get("/v1/scopes/agent/a1");

    assertThat(api.queries.askedFreshness).isEqualTo(Freshness.CURRENT);
    assertProblem(api.client.get("/v1/scopes?stale=maybe"), 400, "invalid_parameter");
  }

  @Test
  void shouldListAHundredByKeyWhereNothingIsSaid() {
    api.client.get("/v1/scopes?action=&limit=");

    assertThat(api.queries.asked)
        .isEqualTo(new ScopeFilter(Set.of(), null, null, ScopeFilter.Sort.KEY, 100, null));
  }

  @Test
  void shouldListWhatIsAskedFor() {
    api.client.get(
        "/v1/scopes?dimension=task,agent&agent=a%2F1&action=block&sort=spent&limit=1000&cursor=a%2Bb");

    assertThat(api.queries.asked)
        .isEqualTo(
            new ScopeFilter(
                Set.of("agent", "task"), "a/1", Action.BLOCK, ScopeFilter.Sort.SPENT, 1000, "a+b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limits=5          | 'limits' | dimension, agent, action, sort, limit, cursor",
        "dimension=site    | 'site'   | agent, task, model, team, user",
        "dimension=team,   | 'team,'  | agent, task, model, team, user",
        "dimension=user,user | 'user,user' | agent, task, model, team, user",
        "action=stop       | 'stop'   | allow, block, kill, warn",
        "sort=SPENT        | 'SPENT'  | key, spent",
        "limit=0           | 'limit'  | 1 to 1000",
        "limit=1001        | 'limit'  | 1 to 1000",
        "limit=-1          | 'limit'  | 1 to 1000",
        "limit=ten         | 'limit'  | 1 to 1000",
        "limit=99999999999 | 'limit'  | 1 to 1000",
        "limit=1&limit=2   | 'limit'  | once",
        "cursor=unknown    | cursor   | page before",
        "limit=%zz         | decoded  | UTF-8"
      })
  void shouldRefuseABadParameter(String query, String named, String valid) {
    String raw = api.client.raw("GET /v1/scopes?" + query + " HTTP/1.1", "Host: localhost");

    assertThat(raw).startsWith("HTTP/1.1 400 ").contains(named, valid, "\"invalid_parameter\"");
  }

  @Test
  void shouldRefuseParametersWhereThereAreNone() {
    assertProblem(api.client.get("/v1/scopes/agent/a?x=1"), 400, "invalid_parameter");
    assertProblem(api.client.get("/v1/policies?x=1"), 400, "invalid_parameter");
    assertProblem(api.client.get("/v1/policies/p?x=1"), 400, "invalid_parameter");
  }

  @Test
  void shouldAskToTryAgainWhileTheStoresAreNotReady() {
    api.queries.ready = false;

    for (String path : List.of("/v1/scopes", "/v1/scopes/agent/a", "/v1/policies")) {
      HttpResponse<byte[]> answer = api.client.get(path);
      JsonNode problem = assertProblem(answer, 503, "not_ready");
      assertThat(problem.get("detail").asText()).isEqualTo("the stores are being restored");
      assertThat(header(answer, "retry-after")).isEqualTo("2");
    }
  }

  @Test
  void shouldTellWhatAScopeSpentOverTime() {
    Scope scope = Scope.task("a1", "run/42");
    Usage spent = Usage.priced(new Tokens(100, 20, 0, 0, 0), 42_100_000);
    api.queries.spent.put(scope, List.of(spent, Usage.ZERO));

    JsonNode series =
        json(
            api.client.get(
                "/v1/scopes/agent/a1/task/run%2F42/spend"
                    + "?from=2026-11-23T10:00:00Z&to=2026-11-23T10:10:00Z&step=PT5M"));

    assertThat(api.queries.askedRange)
        .isEqualTo(
            SeriesRange.of(
                Api.NOW.minusSeconds(15 * 60 + 30).toEpochMilli(),
                Api.NOW.minusSeconds(5 * 60 + 30).toEpochMilli(),
                Duration.ofMinutes(5),
                Api.NOW.toEpochMilli()));
    assertThat(series.path("key").asText()).isEqualTo("agent/a1/task/run%2F42");
    assertThat(series.path("from").asText()).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(series.path("to").asText()).isEqualTo("2026-11-23T10:10:00Z");
    assertThat(series.path("step").asText()).isEqualTo("PT5M");
    assertThat(series.path("asOf").asText()).isEqualTo("2026-11-23T10:15:30Z");
    assertThat(series.path("points").toString())
        .isEqualTo(
            "[{\"start\":\"2026-11-23T10:00:00Z\",\"usd\":0.0421,\"calls\":1,\"inputTokens\":100,"
                + "\"outputTokens\":20,\"cacheReadTokens\":0,\"cacheWriteTokens\":0,"
                + "\"reasoningTokens\":0,\"toolCalls\":0,\"unpricedCalls\":0,\"unmeteredCalls\":0},"
                + "{\"start\":\"2026-11-23T10:05:00Z\",\"usd\":0,\"calls\":0,\"inputTokens\":0,"
                + "\"outputTokens\":0,\"cacheReadTokens\":0,\"cacheWriteTokens\":0,"
                + "\"reasoningTokens\":0,\"toolCalls\":0,\"unpricedCalls\":0,\"unmeteredCalls\":0}]");
  }

  @Test
  void shouldTellTheLastHourWhereNothingElseIsAskedFor() {
    api.queries.spent.put(Scope.agent("a1"), List.of());

    JsonNode series = json(api.client.get("/v1/scopes/agent/a1/spend"));

    assertThat(series.path("from").asText()).isEqualTo("2026-11-23T09:15:00Z");
    assertThat(series.path("to").asText()).isEqualTo("2026-11-23T10:16:00Z");
    assertThat(series.path("step").asText()).isEqualTo("PT1M");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "to=12:00",
        "step=5m",
        "step=PT90S",
        "from=2026-11-24T00:00:00Z",
        "from=2020-01-01T00:00:00Z",
        "from=-000001-01-01T00:00:00Z",
        "to=%2B20000-01-01T00:00:00Z",
        "step=PT0S",
        "limit=5",
        "from=2026-11-01T00:00:00Z&step=PT1M"
      })
  void shouldRefuseASeriesThatCannotBeTold(String query) {
    assertProblem(api.client.get("/v1/scopes/agent/a1/spend?" + query), 400, "invalid_parameter");
  }

  @Test
  void shouldSayThatAScopeOfASeriesIsUnknown() {
    assertProblem(api.client.get("/v1/scopes/agent/a1/spend"), 404, "scope_not_found");
  }

  @Test
  void shouldTellHowLongADecisionTookAndWhoActedOnIt() {
    Scope scope = Scope.agent("a1");
    Trigger trigger = new Trigger("0".repeat(31) + "1", "0".repeat(15) + "1", null, 5, 880);
    Decision kill =
        new Decision(
            scope,
            1,
            Action.KILL,
            null,
            "limit_reached",
            "spent all",
            governing(null),
            false,
            trigger,
            1_000);
    api.queries.know(decided(kill));

    assertThat(json(api.client.get("/v1/scopes/agent/a1")).at("/spendToDecisionMs").longValue())
        .isEqualTo(120);
    assertThat(json(api.client.get("/v1/scopes/agent/a1")).has("acknowledgement")).isFalse();

    Ack ack = new Ack(kill.decisionId(), "gw-1", 1_500L);
    api.kills.add(KillStatus.of(kill, KillStatus.State.ACKNOWLEDGED, ack));
    assertThat(json(api.client.get("/v1/scopes/agent/a1")).get("acknowledgement"))
        .hasToString(
            "{\"state\":\"acknowledged\",\"by\":\"gw-1\",\"actedAt\":\"1970-01-01T00:00:01.500Z\","
                + "\"decisionToAckMs\":500}");

    api.kills.ready = false;
    assertThat(api.client.get("/v1/scopes/agent/a1").statusCode()).isEqualTo(200);
  }

  private static ScopeStatus decided(Decision decision) {
    ScopeStatus before = status(decision.scope(), null);
    return new ScopeStatus(
        before.scope(),
        decision.action(),
        before.totals(),
        decision.policy(),
        "",
        false,
        List.of(),
        Map.of(),
        decision,
        1_000);
  }

  private static ScopeStatus status(Scope scope, @Nullable PolicyStatus governing) {
    Usage totals = Usage.priced(new Tokens(10, 5, 0, 0, 0), 42_100_000);
    return new ScopeStatus(
        scope, Action.WARN, totals, governing, "", false, List.of(), Map.of(), null, 1_000);
  }

  private static PolicyStatus governing(@Nullable BigDecimal utilization) {
    return new PolicyStatus(
        "p1",
        12,
        Policy.Mode.ENFORCE,
        LimitUnit.USD,
        42_100_000,
        50_000_000,
        7_900_000,
        utilization,
        null,
        Action.WARN,
        "warn_level",
        null,
        null,
        null);
  }
}
