package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.Attributes.attributes;
import static dev.spendbreaker.usage.Attributes.read;
import static dev.spendbreaker.usage.Attributes.readNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamesOfSpansTest {
  private static final UsageSettings CONFIGURED =
      new UsageSettings(
          1,
          List.of("my.agent"),
          List.of("my.task"),
          Map.of("team", List.of("team.name", "team.id"), "user", List.of("user.id")));

  @Test
  void shouldReadTheExplicitAgentInOrder() throws Exception {
    shouldPreferInOrder(SpanFacts::explicitAgent, "agentcore.agent.id", "my.agent");
  }

  @Test
  void shouldReadTheAgentsNameInOrder() throws Exception {
    shouldPreferInOrder(
        SpanFacts::agentName,
        "gen_ai.agent.name",
        "agent.name",
        "graph.node.id",
        "traceloop.entity.name",
        "ai.telemetry.functionId",
        "gen_ai.agent.id");
  }

  @Test
  void shouldNotTakeTheNameOfAToolForAnAgent() throws Exception {
    SpanFacts tool =
        read(
            "traceloop.span.kind", "tool", "traceloop.entity.name", "search", "graph.node.id", "n");

    assertThat(tool.agentName()).isNull();
  }

  @Test
  void shouldNameALangfuseAgentAfterItsSpan() throws Exception {
    String type = "langfuse.observation.type";

    assertThat(readNamed("writer", type, "agent").agentName()).isEqualTo("writer");
    assertThat(readNamed("writer", type, "agent", "agent.name", "a1").agentName()).isEqualTo("a1");
    assertThat(readNamed("writer", type, "generation").agentName()).isNull();
    assertThat(readNamed("x".repeat(1025), type, "agent").agentName()).isNull();
  }

  @Test
  void shouldReadTheExplicitTaskInOrder() throws Exception {
    shouldPreferInOrder(
        SpanFacts::explicitTask,
        "agentcore.task.id",
        "gen_ai.task.id",
        "gen_ai.agent.task.id",
        "my.task");
  }

  @Test
  void shouldReadTheSessionInOrder() throws Exception {
    shouldPreferInOrder(
        SpanFacts::session,
        "gen_ai.conversation.id",
        "session.id",
        "langfuse.session.id",
        "gcp.vertex.agent.session_id");
  }

  @Test
  void shouldReadTheModelThatAnsweredBeforeTheOneAskedFor() throws Exception {
    shouldPreferInOrder(
        SpanFacts::model,
        "gen_ai.response.model",
        "ai.response.model",
        "gen_ai.request.model",
        "llm.model_name",
        "ai.model.id",
        "embedding.model_name",
        "reranker.model_name",
        "langfuse.observation.model.name");
  }

  @Test
  void shouldReadTheProviderInOrder() throws Exception {
    shouldPreferInOrder(
        SpanFacts::provider,
        "gen_ai.provider.name",
        "gen_ai.system",
        "llm.provider",
        "llm.system",
        "ai.model.provider");
  }

  @Test
  void shouldReadAnUnnamespacedModelOnClaudeCodeSpansOnly() throws Exception {
    assertThat(readNamed("claude_code.llm_request", "model", "claude-opus-5").model())
        .isEqualTo("claude-opus-5");
    assertThat(readNamed("claude_code.llm_request", "model", "a", "llm.model_name", "b").model())
        .isEqualTo("b");
    assertThat(readNamed("llm_request", "model", "claude-opus-5").model()).isNull();
  }

  @Test
  void shouldTakeABlankNameAsAbsent() throws Exception {
    assertThat(read("gen_ai.agent.name", " ", "agent.name", "", "gen_ai.agent.id", "a1"))
        .extracting(SpanFacts::agentName)
        .isEqualTo("a1");
  }

  @Test
  void shouldReadANumberAsAName() throws Exception {
    assertThat(read("agentcore.task.id", 42).explicitTask()).isEqualTo("42");
  }

  @Test
  void shouldTakeANameWithoutBoundsAsAbsentAndStillReadTheUsage() throws Exception {
    assertThat(read("session.id", "x".repeat(1024)).session()).hasSize(1024);

    UsageReader reader = new UsageReader(UsageSettings.DEFAULTS);
    List<String> complaints = new ArrayList<>();
    Map<String, Object> own =
        attributes("agent.name", "x".repeat(1025), "gen_ai.agent.id", "a1", "llm.cost.total", 2);
    SpanFacts facts =
        reader.read(
            new FakeSpan(reader.keys(), 1, 2, 3, 0, "s", 1, own, Map.of()), complaints::add);

    assertThat(facts.agentName()).isEqualTo("a1");
    assertThat(facts.reportedCostNanos()).isEqualTo(2_000_000_000L);
    assertThat(complaints)
        .containsExactly("taken as absent: agent.name is longer than 1024 characters");
  }

  @Test
  void shouldReadKindNamesAndIdsOfASpanWhoseUsageIsUnusable() {
    UsageReader reader = new UsageReader(UsageSettings.DEFAULTS);
    Map<String, Object> own =
        attributes(
            "gen_ai.operation.name", "invoke_agent",
            "gen_ai.agent.name", "a1",
            "gen_ai.task.id", "t1",
            "gen_ai.usage.input_tokens", 100,
            "gen_ai.usage.cost", Double.NaN);

    SpanFacts facts =
        reader.read(
            new FakeSpan(reader.keys(), 1, 2, 3, 4, "s", 5_000_000, own, Map.of()),
            complaint -> {});

    assertThat(facts)
        .isEqualTo(
            new SpanFacts(
                3,
                4,
                SpanKind.AGENT,
                5,
                null,
                0,
                null,
                null,
                null,
                "a1",
                "t1",
                null,
                Map.of(),
                ResourceFacts.NONE));
  }

  @Test
  void shouldNameTheAttributeThatReportsTheCost() {
    UsageReader reader = new UsageReader(UsageSettings.DEFAULTS);

    assertThat(costAttribute(reader, "gen_ai.usage.cost", 0.0, "llm.cost.total", 0.5))
        .isEqualTo("llm.cost.total");
    assertThat(costAttribute(reader, "gen_ai.usage.input_tokens", 7)).isNull();
    assertThat(costAttribute(reader, "llm.cost.total", -1)).isNull();
  }

  private static @Nullable String costAttribute(UsageReader reader, Object... keysAndValues) {
    Map<String, Object> own = attributes(keysAndValues);
    return reader.costAttribute(new FakeSpan(reader.keys(), 1, 2, 3, 0, "s", 1, own, Map.of()));
  }

  @Test
  void shouldReadWhatTheResourceSays() throws Exception {
    Map<String, Object> resource =
        attributes(
            "service.name", "shop",
            "gen_ai.agent.name", "seller",
            "gen_ai.task.id", "t1",
            "session.id", "s1");

    assertThat(Attributes.read(CONFIGURED, "s", Map.of(), resource).resource())
        .isEqualTo(new ResourceFacts("seller", "shop", "t1", "s1", Map.of()));
    resource.put("agentcore.agent.id", "explicit");
    assertThat(Attributes.read(CONFIGURED, "s", Map.of(), resource).resource().agent())
        .isEqualTo("explicit");
    assertThat(read().resource()).isEqualTo(ResourceFacts.NONE);
  }

  @Test
  void shouldReadDimensionsOfTheSpanAndOfItsResource() throws Exception {
    SpanFacts facts =
        Attributes.read(
            CONFIGURED,
            "s",
            attributes("team.id", "blue", "user.id", ""),
            attributes("team.name", "red", "user.id", "u1"));

    assertThat(facts.dimensions()).containsExactlyInAnyOrderEntriesOf(Map.of("team", "blue"));
    assertThat(facts.resource().dimensions())
        .containsExactlyInAnyOrderEntriesOf(Map.of("team", "red", "user", "u1"));
    assertThat(Attributes.read(CONFIGURED, "s", Map.of(), Map.of()).dimensions()).isEmpty();
  }

  @Test
  void shouldReadIdsAndTheEndTimeInMilliseconds() throws Exception {
    SpanFacts facts = read();

    assertThat(facts.spanId()).isEqualTo(3);
    assertThat(facts.parentSpanId()).isEqualTo(4);
    assertThat(facts.endTimeMillis()).isEqualTo(5);
  }

  @Test
  void shouldReadTheEndTimeAsUnsigned() throws Exception {
    UsageReader reader = new UsageReader(UsageSettings.DEFAULTS);
    FakeSpan span = new FakeSpan(reader.keys(), 1, 2, 3, 0, "s", -1, Map.of(), Map.of());

    assertThat(reader.read(span, complaint -> {}).endTimeMillis()).isEqualTo(18_446_744_073_709L);
  }

  @Test
  void shouldRefuseABoundThatNothingCanMeet() {
    assertThatThrownBy(() -> new UsageSettings(0, List.of(), List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("above 0");
  }

  /** With all of the keys set the first wins, without it the second, and so on. */
  private static void shouldPreferInOrder(
      Function<SpanFacts, @Nullable String> fact, String... keys) {
    for (int first = 0; first <= keys.length; first++) {
      Map<String, Object> attributes = new HashMap<>();
      List<String> set = new ArrayList<>(List.of(keys)).subList(first, keys.length);
      set.forEach(key -> attributes.put(key, "value of " + key));

      SpanFacts facts = Attributes.read(CONFIGURED, "s", attributes, Map.of());

      assertThat(fact.apply(facts)).isEqualTo(set.isEmpty() ? null : "value of " + set.get(0));
    }
  }
}
