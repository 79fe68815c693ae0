package dev.spendbreaker.mcp;

import static dev.spendbreaker.mcp.RpcClient.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools, resources and prompts of a running application, over HTTP, in both eras. */
@Tag("integration")
class BudgetToolsTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir static Path directory;
  private static Application application;

  @BeforeAll
  static void start() throws Exception {
    application = RunningApplication.start(KAFKA, "mcp-tools-test", directory, Map.of());
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static RpcClient client(String era) {
    return era.equals("stateless")
        ? RpcClient.stateless(application.httpPort())
        : RpcClient.withSession(application.httpPort());
  }

  private static JsonNode answer(RpcClient client, String tool, String arguments) {
    JsonNode result = client.callTool(tool, arguments);
    assertThat(result.path("isError").asBoolean()).as("%s", result).isFalse();
    JsonNode content = result.path("structuredContent");
    assertThat(RpcClient.read(result.path("content").path(0).path("text").asText()))
        .isEqualTo(content);
    JsonNode schema = tool(client, tool).path("outputSchema");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString())
                .validate(content.toString(), InputFormat.JSON))
        .as("%s", content)
        .isEmpty();
    return content;
  }

  private static JsonNode tool(RpcClient client, String name) {
    for (JsonNode tool :
        client.result("tools/list", Json.MAPPER.createObjectNode()).path("tools")) {
      if (tool.path("name").asText().equals(name)) {
        return tool;
      }
    }
    throw new AssertionError("no tool " + name);
  }

  private static JsonNode error(RpcClient client, String tool, String arguments) {
    JsonNode result = client.callTool(tool, arguments);
    assertThat(result.path("isError").asBoolean()).as("%s", result).isTrue();
    assertThat(result.has("structuredContent")).as("the output schema is not of errors").isFalse();
    JsonNode content = RpcClient.read(result.path("content").path(0).path("text").asText());
    assertThat(content.path("message").asText()).isNotBlank();
    assertThat(content.path("nextStep").asText()).isNotBlank();
    return content;
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "stateless"})
  void shouldSeeEachEffectInTheNextCall(String era) {
    RpcClient client = client(era);
    String agent = "buyer-" + era;

    // when a limit of 1 dollar an hour is set
    JsonNode registered =
        answer(
            client,
            "otel_register_budget_policy",
            """
            {"agentId": "%s", "maxSpendUsd": 1, "windowMs": 3600000, "warnAt": [0.5]}"""
                .formatted(agent));
    assertThat(registered.path("success").asBoolean()).isTrue();
    assertThat(registered.path("policy").path("key").asText()).isEqualTo("agent/" + agent);

    // then 0.60 warns, and 0.60 more blocks
    JsonNode first =
        answer(
            client,
            "otel_evaluate_spend",
            "{\"agentId\": \"%s\", \"costUsd\": 0.6, \"taskId\": \"t\"}".formatted(agent));
    assertThat(first.path("recorded").asBoolean()).isTrue();
    assertThat(first.path("decision").path("action").asText()).isEqualTo("warn");
    assertThat(first.path("decision").path("utilizationPct").decimalValue())
        .isEqualByComparingTo("60");
    JsonNode second =
        answer(
            client,
            "otel_evaluate_spend",
            "{\"agentId\": \"%s\", \"costUsd\": 0.6, \"taskId\": \"t\"}".formatted(agent));
    JsonNode decision = second.path("decision");
    assertThat(decision.path("action").asText()).isEqualTo("block");
    assertThat(decision.path("accumulatedSpendUsd").decimalValue()).isEqualByComparingTo("1.2");
    assertThat(decision.path("budgetLimitUsd").decimalValue()).isEqualByComparingTo("1");
    assertThat(decision.path("remainingUsd").decimalValue()).isEqualByComparingTo("0");
    assertThat(decision.path("taskId").asText()).isEqualTo("t");
    assertThat(second.path("otelEvent").path("severityNumber").asInt()).isEqualTo(17);

    // and the status has it all, with the decisions that led there
    JsonNode status =
        answer(
            client,
            "otel_budget_status",
            "{\"agentId\": \"%s\", \"includeHistory\": true}".formatted(agent));
    assertThat(status.path("totalAccumulatedUsd").decimalValue()).isEqualByComparingTo("1.2");
    JsonNode policy = status.path("policies").path(0);
    assertThat(policy.path("policyKey").asText()).isEqualTo("agent/" + agent);
    assertThat(policy.path("utilizationPct").decimalValue()).isEqualByComparingTo("120");
    assertThat(policy.path("policy").path("maxSpendUsd").decimalValue()).isEqualByComparingTo("1");
    assertThat(status.path("recentDecisions").path(0).path("action").asText()).isEqualTo("block");

    // and the decision is explained
    JsonNode explained =
        answer(client, "otel_explain_decision", "{\"agentId\": \"%s\"}".formatted(agent));
    assertThat(explained.path("action").asText()).isEqualTo("block");
    assertThat(explained.path("decision").path("trigger").path("spanId").asText())
        .isEqualTo(second.path("otelEvent").path("spanId").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "stateless"})
  void shouldListGetReplaceAndDeletePolicies(String era) {
    RpcClient client = client(era);
    String agent = "managed-" + era;
    String set = "{\"agentId\": \"%s\", \"taskId\": \"a b\", \"maxSpendUsd\": %s, \"windowMs\": 0}";
    answer(client, "otel_register_budget_policy", set.formatted(agent, 2));

    // when it is registered again, it is replaced
    answer(client, "otel_register_budget_policy", set.formatted(agent, 3));
    JsonNode listed =
        answer(client, "otel_list_budget_policies", "{\"agentId\": \"%s\"}".formatted(agent));
    assertThat(listed.path("total").asInt()).isEqualTo(1);
    String id = "agent/" + agent + "/task/a_20b";
    JsonNode policy =
        answer(client, "otel_get_budget_policy", "{\"policyId\": \"%s\"}".formatted(id))
            .path("policy");
    assertThat(policy.path("maxSpendUsd").decimalValue()).isEqualByComparingTo("3");
    assertThat(policy.path("taskId").asText()).isEqualTo("a b");
    assertThat(policy.path("windowMs").asLong()).isZero();

    // when it is deleted, it is gone
    answer(client, "otel_delete_budget_policy", "{\"policyId\": \"%s\"}".formatted(id));
    JsonNode gone = error(client, "otel_get_budget_policy", "{\"policyId\": \"%s\"}".formatted(id));
    assertThat(gone.path("code").asText()).isEqualTo("policy_not_found");
  }

  @Test
  void shouldChargeTheSameSpanOnceAndSaySo() {
    RpcClient client = client("stateless");
    String call =
        """
        {"agentId": "repeating", "costUsd": 0.25, "spanId": "00000000000000ab"}""";
    assertThat(answer(client, "otel_evaluate_spend", call).path("duplicate").asBoolean()).isFalse();

    JsonNode again = answer(client, "otel_evaluate_spend", call);

    assertThat(again.path("duplicate").asBoolean()).isTrue();
    assertThat(again.path("recorded").asBoolean()).isFalse();
    assertThat(again.path("decision").path("accumulatedSpendUsd").decimalValue())
        .isEqualByComparingTo("0.25");
  }

  @Test
  void shouldTellWhatADryRunWouldDecideAndRecordNothing() {
    RpcClient client = client("stateless");
    answer(
        client,
        "otel_register_budget_policy",
        """
        {"agentId": "careful", "maxSpendUsd": 1, "windowMs": 0, "breachAction": "kill"}""");

    JsonNode would =
        answer(
            client,
            "otel_evaluate_spend",
            "{\"agentId\": \"careful\", \"costUsd\": 1.5, \"dryRun\": true}");

    assertThat(would.path("decision").path("action").asText()).isEqualTo("kill");
    assertThat(would.path("decision").path("accumulatedSpendUsd").decimalValue())
        .isEqualByComparingTo("1.5");
    assertThat(would.path("recorded").asBoolean()).isFalse();
    JsonNode status = answer(client, "otel_budget_status", "{\"agentId\": \"careful\"}");
    assertThat(status.path("action").asText()).isEqualTo("allow");
    assertThat(status.path("totalAccumulatedUsd").decimalValue()).isZero();
  }

  @Test
  void shouldCheckAPolicyInADryRunAndSetNothing() {
    RpcClient client = client("stateless");
    JsonNode checked =
        answer(
            client,
            "otel_register_budget_policy",
            """
            {"agentId": "nobody", "maxSpendUsd": 1, "windowMs": 60000, "policyId": "dry", "dryRun": true,
             "killCallbackUrl": "https://hooks.example.com/kill"}""");
    assertThat(checked.path("policy").path("revision").asInt()).isZero();
    assertThat(checked.path("policy").path("killCallbackUrl").asText())
        .isEqualTo("https://hooks.example.com/kill");
    assertThat(
            error(client, "otel_get_budget_policy", "{\"policyId\": \"dry\"}")
                .path("code")
                .asText())
        .isEqualTo("policy_not_found");
  }

  @Test
  void shouldBreakSpendDownByTaskAndSayWhatCannotBe() {
    RpcClient client = client("stateless");
    for (String task : List.of("small", "large", "large")) {
      answer(
          client,
          "otel_evaluate_spend",
          "{\"agentId\": \"divided\", \"costUsd\": 0.5, \"taskId\": \"%s\"}".formatted(task));
    }

    JsonNode rows =
        answer(client, "otel_spend_breakdown", "{\"agentId\": \"divided\"}").path("rows");
    assertThat(rows.findValuesAsText("value")).containsExactly("large", "small");
    assertThat(rows.path(0).path("usd").decimalValue()).isEqualByComparingTo("1");
    assertThat(rows.path(0).path("calls").asInt()).isEqualTo(2);

    JsonNode byModel =
        answer(client, "otel_spend_breakdown", "{\"agentId\": \"divided\", \"by\": \"model\"}");
    assertThat(byModel.path("available").asBoolean()).isFalse();
    assertThat(byModel.path("message").asText()).contains("by model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          otel_register_budget_policy | {"agentId": "a", "windowMs": 0}                                   | is missing
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 0, "windowMs": 0}                 | above 0
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 1, "windowMs": 59999}             | 60000
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 1, "windowMs": 7776000001}        | 7776000000
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 1, "windowMs": 0, "breachAction": "stop"} | warn, block, kill
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 1, "windowMs": 0, "agentID": "b"} | agentId
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 1, "windowMs": 0, "warnAt": [2]}  | at most 1
          otel_register_budget_policy | {"agentId": "a", "maxSpendUsd": 1, "windowMs": 0, "killCallbackUrl": "ftp://x"} | must be a URL
          otel_register_budget_policy | {"agentId": "", "maxSpendUsd": 1, "windowMs": 0}                  | is empty
          otel_evaluate_spend         | {"agentId": "a", "costUsd": -1}                                   | at least 0
          otel_evaluate_spend         | {"agentId": "a", "costUsd": "1"}                                  | is not a number
          otel_evaluate_spend         | {"agentId": "a", "costUsd": 10001}                                | max.span.cost.usd
          otel_evaluate_spend         | {"agentId": "a", "costUsd": 1, "spanId": "xyz"}                   | 0-9a-f
          otel_budget_status          | {"agentId": "a", "historyLimit": 501}                             | at most 500
          otel_delete_budget_policy   | {"policyId": "none-such"}                                         | otel_list_budget_policies
          """)
  void shouldSayWhatIsWrongWithArgumentsAndWhatToDo(String tool, String arguments, String told) {
    JsonNode error = error(client("stateless"), tool, arguments);
    assertThat(error.path("code").asText()).isNotBlank();
    assertThat(error.toString()).contains(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "stateless"})
  void shouldRefuseAnUnknownToolAsAProtocolError(String era) {
    ObjectNode params = Json.MAPPER.createObjectNode().put("name", "otel_unknown");
    JsonNode response = client(era).response("tools/call", params);
    assertThat(response.path("error").path("code").asInt()).isEqualTo(-32602);
  }

  @Test
  void shouldDescribeEveryToolCompletely() {
    JsonNode tools =
        client("stateless").result("tools/list", Json.MAPPER.createObjectNode()).path("tools");
    assertThat(tools.findValuesAsText("name"))
        .containsExactly(
            "otel_register_budget_policy",
            "otel_evaluate_spend",
            "otel_budget_status",
            "otel_list_budget_policies",
            "otel_get_budget_policy",
            "otel_delete_budget_policy",
            "otel_spend_breakdown",
            "otel_explain_decision");
    for (JsonNode tool : tools) {
      assertThat(tool.path("title").asText()).isNotBlank();
      assertThat(tool.path("description").asText()).contains("Use it");
      for (String schema : List.of("inputSchema", "outputSchema")) {
        assertThat(tool.path(schema).path("type").asText()).isEqualTo("object");
        assertThat(tool.path(schema).path("additionalProperties").booleanValue()).isFalse();
        assertThat(tool.path(schema).has("additionalProperties")).isTrue();
      }
      assertThat(tool.path("annotations").has("readOnlyHint")).isTrue();
      assertThat(tool.path("annotations").path("openWorldHint").asBoolean()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "stateless"})
  void shouldReadResourcesHoweverTheirKeysAreEncoded(String era) {
    RpcClient client = client(era);
    answer(
        client,
        "otel_evaluate_spend",
        "{\"agentId\": \"read %s\", \"costUsd\": 0.5, \"taskId\": \"a/b\"}".formatted(era));

    for (String uri :
        List.of(
            "budget://scopes/agent/read%20" + era + "/task/a%2Fb",
            "budget://scopes/agent%2Fread%2520" + era + "%2Ftask%2Fa%252Fb")) {
      JsonNode scope = resource(client, uri);
      assertThat(scope.path("totals").path("usd").decimalValue()).isEqualByComparingTo("0.5");
    }
    assertThat(resource(client, "budget://decisions/recent").path("decisions").isArray()).isTrue();
    for (String uri :
        List.of("budget://policies/none", "budget://policies/%zz", "budget://scopes/%zz")) {
      ObjectNode unknown = Json.MAPPER.createObjectNode().put("uri", uri);
      JsonNode error = client.response("resources/read", unknown).path("error");
      assertThat(error.path("code").asInt()).isEqualTo(era.equals("session") ? -32002 : -32602);
      assertThat(error.path("data").path("uri").asText()).isEqualTo(uri);
    }
  }

  private static JsonNode resource(RpcClient client, String uri) {
    JsonNode result =
        client.result("resources/read", Json.MAPPER.createObjectNode().put("uri", uri));
    return RpcClient.read(result.path("contents").path(0).path("text").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "stateless"})
  void shouldTellSubscribersOfAScopeThatItHasChanged(String era) throws Exception {
    RpcClient client = client(era);
    String spend = "{\"agentId\": \"watched-%s\", \"costUsd\": 0.5}".formatted(era);
    answer(client, "otel_evaluate_spend", spend);
    String uri = "budget://scopes/agent/watched-" + era;

    BlockingQueue<JsonNode> messages;
    if (era.equals("session")) {
      messages = client.listenToSession();
      client.result("resources/subscribe", Json.MAPPER.createObjectNode().put("uri", uri));
    } else {
      messages = client.subscribe(uri);
      JsonNode acknowledged = next(messages);
      assertThat(acknowledged.path("method").asText())
          .isEqualTo("notifications/subscriptions/acknowledged");
    }
    answer(client, "otel_evaluate_spend", spend);

    JsonNode updated = next(messages);
    assertThat(updated.path("method").asText()).isEqualTo("notifications/resources/updated");
    assertThat(updated.path("params").path("uri").asText()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "stateless"})
  void shouldCompleteAgentsAndPolicyIdsAndFillPrompts(String era) throws Exception {
    RpcClient client = client(era);
    answer(client, "otel_evaluate_spend", "{\"agentId\": \"completed\", \"costUsd\": 0.5}");
    ObjectNode params = Json.MAPPER.createObjectNode();
    params.putObject("ref").put("type", "ref/prompt").put("name", "diagnose_overrun");
    params.putObject("argument").put("name", "agentId").put("value", "compl");
    JsonNode completion = client.result("completion/complete", params).path("completion");
    assertThat(completion.path("values").path(0).asText()).isEqualTo("completed");

    ObjectNode key = Json.MAPPER.createObjectNode();
    key.putObject("ref").put("type", "ref/resource").put("uri", "budget://scopes/{key}");
    key.putObject("argument").put("name", "key").put("value", "agent/compl");
    assertThat(
            client.result("completion/complete", key).path("completion").path("values").toString())
        .isEqualTo("[\"agent/completed\"]");

    ObjectNode prompt = Json.MAPPER.createObjectNode().put("name", "design_budget_policy");
    prompt.putObject("arguments").put("agentId", "completed").put("goal", "a cheap launch");
    assertThat(client.result("prompts/get", prompt).toString())
        .contains("completed")
        .contains("a cheap launch");
  }

  @Test
  void shouldKeepDecisionsOfTheTopic() throws Exception {
    RpcClient client = client("stateless");
    answer(
        client,
        "otel_register_budget_policy",
        "{\"agentId\": \"logged\", \"maxSpendUsd\": 0.5, \"windowMs\": 0}");
    answer(client, "otel_evaluate_spend", "{\"agentId\": \"logged\", \"costUsd\": 0.5}");

    Eventually.holds(
        TIMEOUT,
        () -> {
          JsonNode history =
              answer(
                      client,
                      "otel_budget_status",
                      "{\"agentId\": \"logged\", \"includeHistory\": true}")
                  .path("recentDecisions");
          assertThat(history.findValuesAsText("action")).containsExactly("block", "allow");
        });
  }

  private static void putPolicy(String id, String document) throws Exception {
    new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()))
        .putPolicy(id, document.getBytes(UTF_8));
  }

  private static String evaluated(RpcClient client, String agent, String task, String cost) {
    return answer(
            client,
            "otel_evaluate_spend",
            "{\"agentId\": \"%s\", \"taskId\": \"%s\", \"costUsd\": %s}"
                .formatted(agent, task, cost))
        .path("decision")
        .path("action")
        .asText();
  }

  @Test
  void shouldLetATaskThatOverridesGoOnWhereItsAgentIsBlocked() throws Exception {
    RpcClient client = client("stateless");
    answer(
        client,
        "otel_register_budget_policy",
        "{\"agentId\": \"overridden\", \"maxSpendUsd\": 1, \"windowMs\": 0}");
    putPolicy(
        "launch",
        """
        {"version": 1, "scope": {"agent": "overridden", "task": "launch"}, "limit": {"usd": 5},
         "window": {"calendar": "month", "zone": "Europe/Paris", "startsOn": 15},
         "precedence": "override"}""");

    assertThat(evaluated(client, "overridden", "launch", "2")).isEqualTo("allow");
    assertThat(evaluated(client, "overridden", "other", "0")).isEqualTo("block");

    JsonNode status = answer(client, "otel_budget_status", "{\"agentId\": \"overridden\"}");
    assertThat(status.path("policies").findValuesAsText("policyKey"))
        .containsExactly("agent/overridden", "launch");
    assertThat(status.path("policies").path(1).path("policy").path("calendarWindow").toString())
        .isEqualTo("{\"calendar\":\"month\",\"zone\":\"Europe/Paris\",\"startsOn\":\"15\"}");
  }

  @Test
  void shouldHoldACallAgainstAPolicyOfTasksOfWhateverAgent() throws Exception {
    RpcClient client = client("stateless");
    putPolicy(
        "shared-task",
        """
        {"version": 1, "scope": {"task": "shared"}, "limit": {"usd": 1}, "window": "lifetime"}""");

    assertThat(evaluated(client, "first-of-two", "shared", "0.6")).isEqualTo("allow");
    assertThat(evaluated(client, "second-of-two", "shared", "0.6")).isEqualTo("block");

    JsonNode rows = answer(client, "otel_spend_breakdown", "{\"by\": \"task\"}").path("rows");
    assertThat(rows.findValuesAsText("scope"))
        .contains("agent/first-of-two/task/shared", "agent/second-of-two/task/shared");
  }

  @Test
  void shouldLeaveOutWhatWritesWhereItIsReadOnly() throws Exception {
    try (Application readOnly =
        RunningApplication.start(
            KAFKA, "mcp-read-only-test", directory, Map.of("mcp.read.only", "true"))) {
      for (RpcClient client :
          List.of(
              RpcClient.stateless(readOnly.httpPort()),
              RpcClient.withSession(readOnly.httpPort()))) {
        JsonNode tools = client.result("tools/list", Json.MAPPER.createObjectNode()).path("tools");
        assertThat(tools.findValuesAsText("name"))
            .containsExactly(
                "otel_budget_status",
                "otel_list_budget_policies",
                "otel_get_budget_policy",
                "otel_spend_breakdown",
                "otel_explain_decision");
        ObjectNode writing =
            Json.MAPPER.createObjectNode().put("name", "otel_delete_budget_policy");
        JsonNode refused = client.response("tools/call", writing).path("error");
        assertThat(refused.path("message").asText())
            .contains("otel_delete_budget_policy")
            .contains("only read");
      }
    }
  }
}
