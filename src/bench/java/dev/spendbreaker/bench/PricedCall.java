package dev.spendbreaker.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A call as the textbook reads it: of each span with token counts by the names it knows, whatever
 * the span is, its own agent (else its service), model and tokens. No trace is looked at.
 */
record PricedCall(String agent, String model, long inputTokens, long outputTokens) {
  private static final List<String> AGENTS =
      List.of(
          "gen_ai.agent.name", "agent.name", "ai.telemetry.functionId", "traceloop.workflow.name");
  private static final List<String> SERVICES = List.of("service.name");
  private static final List<String> MODELS =
      List.of("gen_ai.response.model", "llm.model_name", "ai.response.model");
  private static final List<String> INPUTS =
      List.of(
          "gen_ai.usage.input_tokens",
          "llm.token_count.prompt",
          "gen_ai.usage.prompt_tokens",
          "ai.usage.inputTokens");
  private static final List<String> OUTPUTS =
      List.of(
          "gen_ai.usage.output_tokens",
          "llm.token_count.completion",
          "gen_ai.usage.completion_tokens",
          "ai.usage.outputTokens");

  /** Those of a request, read by the generated classes. */
  static List<PricedCall> of(byte[] message) {
    List<PricedCall> calls = new ArrayList<>();
    for (ResourceSpans group : parse(message).getResourceSpansList()) {
      String service = text(byKey(group.getResource().getAttributesList()), SERVICES, "unknown");
      for (ScopeSpans scope : group.getScopeSpansList()) {
        scope.getSpansList().forEach(span -> add(span, service, calls));
      }
    }
    return calls;
  }

  private static ExportTraceServiceRequest parse(byte[] message) {
    try {
      return ExportTraceServiceRequest.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Span span, String service, List<PricedCall> calls) {
    Map<String, KeyValue> attributes = byKey(span.getAttributesList());
    long input = number(attributes, INPUTS);
    if (input > 0) {
      calls.add(
          new PricedCall(
              text(attributes, AGENTS, service),
              text(attributes, MODELS, "unknown"),
              input,
              number(attributes, OUTPUTS)));
    }
  }

  private static Map<String, KeyValue> byKey(List<KeyValue> attributes) {
    Map<String, KeyValue> byKey = new HashMap<>();
    attributes.forEach(each -> byKey.put(each.getKey(), each));
    return byKey;
  }

  private static String text(Map<String, KeyValue> attributes, List<String> names, String other) {
    for (String name : names) {
      KeyValue found = attributes.get(name);
      if (found != null) {
        return found.getValue().getStringValue();
      }
    }
    return other;
  }

  private static long number(Map<String, KeyValue> attributes, List<String> names) {
    for (String name : names) {
      KeyValue found = attributes.get(name);
      if (found != null) {
        return found.getValue().getIntValue();
      }
    }
    return 0;
  }
}
