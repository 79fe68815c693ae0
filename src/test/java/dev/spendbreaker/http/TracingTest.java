package dev.spendbreaker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.testing.DecisionBuilder;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.testing.SpanReceiver;
import dev.spendbreaker.tracing.Tracing;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Spans of the application itself, at a receiver that decodes them with the generated classes. */
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  @Test
  void shouldSendASpanForEachRequestBelowThatOfWhoAsks() throws Exception {
    try (SpanReceiver receiver = new SpanReceiver()) {
      try (Tracing tracing = Tracing.to(receiver.url(), 1, "1.2.3");
          Api api = new Api(tracing)) {
        Client.send(
            api.client
                .to("/v1/scopes?limit=1")
                .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01"));
        api.client.get("/v1/scopes/agent/nobody");
        api.client.get("/livez");
      }

      assertThat(receiver.spans())
          .extracting(Span::getName, Span::getKind, TracingTest::attributes)
          .containsExactlyInAnyOrder(
              tuple(
                  "GET /v1/scopes",
                  Span.SpanKind.SPAN_KIND_SERVER,
                  "http.request.method=GET http.response.status_code=200 http.route=/v1/scopes"),
              tuple(
                  "GET /v1/scopes/",
                  Span.SpanKind.SPAN_KIND_SERVER,
                  "http.request.method=GET http.response.status_code=404 http.route=/v1/scopes/"));
      Span below = named("GET /v1/scopes", receiver);
      assertThat(hex(below.getTraceId().toByteArray())).isEqualTo(TRACE);
      assertThat(hex(below.getParentSpanId().toByteArray())).isEqualTo(PARENT);
      assertThat(resource(receiver)).contains("service.name=spendbreaker service.version=1.2.3");
    }
  }

  @Test
  void shouldSendASpanForADecisionWithALinkToTheCallThatLedToIt() throws Exception {
    Decision decision = after(new Trigger(TRACE, PARENT, "gpt-4o", 1, 1_000), 1_500);
    try (SpanReceiver receiver = new SpanReceiver()) {
      try (Tracing tracing = Tracing.to(receiver.url(), 1, "1")) {
        tracing.decided(decision);
      }

      Span span = named("decide kill", receiver);
      assertThat(attributes(span))
          .isEqualTo(
              "spendbreaker.action=kill spendbreaker.decisionId=%s spendbreaker.reasonCode=%s spendbreaker.scope=agent/a"
                  .formatted(decision.decisionId(), decision.reasonCode()));
      assertThat(span.getStartTimeUnixNano()).isEqualTo(1_000_000_000L);
      assertThat(span.getEndTimeUnixNano()).isEqualTo(1_500_000_000L);
      assertThat(span.getLinksList())
          .extracting(link -> hex(link.getTraceId().toByteArray()))
          .containsExactly(TRACE);
    }
  }

  @Test
  void shouldSendOnlyThePartThatIsSampledAndNothingWhereItIsOff() throws Exception {
    Decision decision = DecisionBuilder.decision(Scope.agent("a"), Action.KILL).build();
    try (SpanReceiver receiver = new SpanReceiver()) {
      try (Tracing none = Tracing.to(receiver.url(), 0, "1")) {
        none.decided(decision);
      }
      Tracing.OFF.decided(decision);

      assertThat(receiver.spans()).isEmpty();
      List<Route> routes =
          List.of(new Route("GET", "/x", Access.OPEN, call -> Answer.empty(204).now()));
      assertThat(TracedEndpoint.traced(routes, Tracing.OFF)).isSameAs(routes);
    }
  }

  @Test
  void shouldChargeNobodyForThemWhereTheyComeBack() throws Exception {
    try (SpanReceiver receiver = new SpanReceiver();
        Pipeline pipeline = new Pipeline()) {
      try (Tracing tracing = Tracing.to(receiver.url(), 1, "1");
          Api api = new Api(tracing)) {
        api.client.get("/v1/decisions");
      }
      assertThat(receiver.bodies()).isNotEmpty();

      receiver.bodies().forEach(pipeline::spans);

      assertThat(pipeline.decisions()).isEmpty();
      assertThat(pipeline.rejects()).isEmpty();
      assertThat(pipeline.meters().ownSpans().count()).isEqualTo(1);
    }
  }

  private static Decision after(Trigger trigger, long decidedAtMillis) {
    Decision kill = DecisionBuilder.decision(Scope.agent("a"), Action.KILL).build();
    return new Decision(
        kill.scope(),
        kill.sequence(),
        kill.action(),
        kill.previousAction(),
        kill.reasonCode(),
        kill.reason(),
        kill.policy(),
        kill.overrides(),
        trigger,
        decidedAtMillis);
  }

  private static Span named(String name, SpanReceiver receiver) {
    return receiver.spans().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String attributes(Span span) {
    return text(span.getAttributesList());
  }

  private static String resource(SpanReceiver receiver) {
    return text(
        receiver.resourceSpans().findFirst().orElseThrow().getResource().getAttributesList());
  }

  private static String text(List<KeyValue> attributes) {
    return attributes.stream()
        .map(
            each ->
                each.getKey()
                    + "="
                    + (each.getValue().hasIntValue()
                        ? Long.toString(each.getValue().getIntValue())
                        : each.getValue().getStringValue()))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
