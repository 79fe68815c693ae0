package dev.spendbreaker.explain;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.explain.TraceExplanation.Account;
import dev.spendbreaker.trace.CostSource;
import dev.spendbreaker.trace.Rule;
import dev.spendbreaker.trace.SpanExplanation;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A capture explained as JSON, in ASCII. The spans of a trace are a list in the order of the tree,
 * each before those below it, as a trace may be deeper than a parser allows objects to nest. What
 * does not exist is absent.
 */
public final class JsonReport {
  private static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final PrintWriter out;

  public JsonReport(PrintWriter out) {
    this.out = out;
  }

  public void print(Explanation explanation) throws IOException {
    ObjectNode document = document(explanation);
    out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    out.flush();
  }

  /** What {@link #print} prints. */
  public static ObjectNode document(Explanation explanation) {
    ObjectNode document = JSON.createObjectNode();
    document.put("version", VERSION).put("priceBook", explanation.priceBook());
    ArrayNode traces = document.putArray("traces");
    explanation.traces().forEach(trace -> put(trace, traces.addObject()));
    putAll(document, "unusable", explanation.unusable());
    return document;
  }

  private static void put(TraceExplanation trace, ObjectNode into) {
    into.put("traceId", trace.traceId().toHex());
    ArrayNode spans = into.putArray("spans");
    trace.spans().forEach(span -> put(span, spans.addObject()));
    ArrayNode totals = into.putArray("totals");
    trace.totals().forEach((account, usage) -> put(account, usage, totals.addObject()));
    Usage total = trace.total();
    into.putObject("counts")
        .put("spans", trace.spans().size())
        .put("calls", total.calls())
        .put("unmeteredCalls", total.unmeteredCalls())
        .put("unpricedCalls", total.unpricedCalls())
        .put("toolCalls", total.toolCalls())
        .put("duplicates", trace.duplicates())
        .put("withComplaints", trace.withComplaints());
    ObjectNode unpriced = into.putObject("unpricedModels");
    trace.unpricedModels().forEach(unpriced::put);
  }

  private static void put(ExplainedSpan span, ObjectNode into) {
    SpanExplanation settled = span.settled();
    SpanFacts facts = settled.facts();
    into.put("spanId", hex(facts.spanId()));
    if (facts.parentSpanId() != 0) {
      into.put("parentSpanId", hex(facts.parentSpanId()));
    }
    into.put("place", span.place().code()).put("depth", span.depth());
    if (!span.seen().name().isEmpty()) {
      into.put("name", span.seen().name());
    }
    into.put("kind", TextReport.kind(facts.kind()));
    put(settled.verdict(), into.putObject("verdict"));
    put(settled.agentRule(), into.putObject("agent").put("name", settled.agent()));
    put(settled.taskRule(), into.putObject("task").put("name", settled.task()));
    putText(into, "provider", facts.provider());
    putText(into, "model", facts.model());
    if (!settled.dimensions().isEmpty()) {
      ObjectNode dimensions = into.putObject("dimensions");
      settled.dimensions().forEach(dimensions::put);
    }
    putUsage(span, into);
    putAll(into, "complaints", span.seen().complaints());
  }

  /** What the span reports, be it charged or not. */
  private static void putUsage(ExplainedSpan span, ObjectNode into) {
    Tokens tokens = span.settled().facts().tokens();
    if (tokens != null) {
      put(tokens, into.putObject("tokens"));
      putCost(span, into.putObject("cost"));
    }
  }

  private static void put(Tokens tokens, ObjectNode into) {
    into.put("input", tokens.input())
        .put("cacheRead", tokens.cacheRead())
        .put("cacheWrite", tokens.cacheWrite())
        .put("output", tokens.output())
        .put("reasoning", tokens.reasoning());
    if (tokens.cacheWrite1h() != 0) {
      into.put("cacheWrite1h", tokens.cacheWrite1h());
    }
    Tokens.Audio audio = tokens.audio();
    if (!audio.isZero()) {
      into.put("inputAudio", audio.input())
          .put("cacheReadAudio", audio.cacheRead())
          .put("outputAudio", audio.output());
    }
  }

  private static void putCost(ExplainedSpan span, ObjectNode into) {
    SpanExplanation settled = span.settled();
    if (settled.costSource() != CostSource.UNPRICED) {
      into.put("usd", Dollars.of(settled.costNanos()));
    }
    put(settled.costSource(), into);
    putText(into, "attribute", span.seen().costAttribute());
    putText(into, "priceEntry", span.priceEntry());
  }

  private static void put(Rule rule, ObjectNode into) {
    into.put("rule", rule.code()).put("because", rule.sentence());
  }

  private static void put(Account account, Usage usage, ObjectNode into) {
    into.put("agent", account.agent())
        .put("task", account.task())
        .put("usd", Dollars.of(usage.costNanos()))
        .put("calls", usage.calls())
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("cacheReadTokens", usage.cacheReadTokens())
        .put("cacheWriteTokens", usage.cacheWriteTokens())
        .put("reasoningTokens", usage.reasoningTokens())
        .put("toolCalls", usage.toolCalls())
        .put("unpricedCalls", usage.unpricedCalls())
        .put("unmeteredCalls", usage.unmeteredCalls());
  }

  private static void putText(ObjectNode into, String field, @Nullable String text) {
    if (text != null) {
      into.put(field, text);
    }
  }

  private static void putAll(ObjectNode into, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode all = into.putArray(field);
      texts.forEach(all::add);
    }
  }

  private static String hex(long spanId) {
    return HexFormat.of().toHexDigits(spanId);
  }
}
