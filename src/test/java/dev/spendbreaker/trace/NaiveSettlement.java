package dev.spendbreaker.trace;

import dev.spendbreaker.trace.SumOfCharges.Posting;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settles a trace straight from the text of DESIGN §3: slow, recursive, and with nothing of the
 * code under test. Spans end in the past, and their parents form no cycles.
 */
final class NaiveSettlement {
  /** USD for a call: 3 nano-USD for an input token, 7 for an output token, of known models. */
  static final Map<String, BigDecimal> PRICE_FACTORS =
      Map.of("m1", BigDecimal.ONE, "m2", new BigDecimal("10"));

  private final String traceIdInHex;
  private final Map<Long, SpanFacts> spans = new HashMap<>();

  NaiveSettlement(String traceIdInHex, Collection<SpanFacts> spans) {
    this.traceIdInHex = traceIdInHex;
    spans.forEach(span -> this.spans.put(span.spanId(), span));
  }

  Map<Posting, List<BigDecimal>> settle() {
    Map<Posting, List<BigDecimal>> sums = new HashMap<>();
    for (SpanFacts span : spans.values()) {
      sums.merge(
          new Posting(
              agent(span), task(span), span.endTimeMillis(), span.model(), dimensions(span)),
          amounts(span),
          SumOfCharges::plus);
    }
    return SumOfCharges.withoutZeros(sums);
  }

  private List<BigDecimal> amounts(SpanFacts span) {
    BigDecimal one = BigDecimal.ONE;
    BigDecimal zero = BigDecimal.ZERO;
    BigDecimal toolCalls = span.kind() == SpanKind.TOOL ? one : zero;
    Tokens tokens = span.tokens();
    BigDecimal unmetered = span.kind() == SpanKind.MODEL_CALL && tokens == null ? one : zero;
    if (tokens == null || !isCharged(span)) {
      return List.of(zero, zero, zero, zero, zero, zero, zero, toolCalls, zero, unmetered);
    }
    BigDecimal cost = cost(span, tokens);
    return List.of(
        cost == null ? zero : cost,
        BigDecimal.valueOf(tokens.input()),
        BigDecimal.valueOf(tokens.output()),
        BigDecimal.valueOf(tokens.cacheRead()),
        BigDecimal.valueOf(tokens.cacheWrite()),
        BigDecimal.valueOf(tokens.reasoning()),
        one,
        toolCalls,
        cost == null ? one : zero,
        zero);
  }

  private static @Nullable BigDecimal cost(SpanFacts span, Tokens tokens) {
    BigDecimal nano = new BigDecimal("0.000000001");
    if (span.reportedCostNanos() > 0) {
      return nano.multiply(BigDecimal.valueOf(span.reportedCostNanos()));
    }
    String model = span.model();
    BigDecimal factor = model == null ? null : PRICE_FACTORS.get(model);
    return factor == null
        ? null
        : nano.multiply(factor)
            .multiply(BigDecimal.valueOf(3 * tokens.input() + 7 * tokens.output()));
  }

  private boolean isCharged(SpanFacts span) {
    if (span.tokens() == null) {
      return false;
    }
    return span.kind() == SpanKind.MODEL_CALL ? !hasTheSameCallBelow(span) : !hasChargedBelow(span);
  }

  private boolean hasTheSameCallBelow(SpanFacts span) {
    return children(span)
        .anyMatch(
            child ->
                (child.kind() == SpanKind.MODEL_CALL && child.tokens() != null)
                    || (child.kind() != SpanKind.TOOL
                        && child.kind() != SpanKind.AGENT
                        && hasTheSameCallBelow(child)));
  }

  private boolean hasChargedBelow(SpanFacts span) {
    return children(span).anyMatch(child -> isCharged(child) || hasChargedBelow(child));
  }

  private Stream<SpanFacts> children(SpanFacts span) {
    return spans.values().stream().filter(other -> other.parentSpanId() == span.spanId());
  }

  private @Nullable SpanFacts parent(SpanFacts span) {
    return spans.get(span.parentSpanId());
  }

  private String agent(SpanFacts span) {
    if (span.explicitAgent() != null) {
      return span.explicitAgent();
    }
    for (SpanFacts at = span; at != null; at = parent(at)) {
      if (at.kind() == SpanKind.AGENT && at.explicitAgent() != null) {
        return at.explicitAgent();
      }
      if (at.kind() == SpanKind.AGENT && at.agentName() != null) {
        return at.agentName();
      }
    }
    if (span.agentName() != null) {
      return span.agentName();
    }
    if (span.resource().agent() != null) {
      return span.resource().agent();
    }
    return span.resource().serviceName() != null ? span.resource().serviceName() : "unknown";
  }

  private String task(SpanFacts span) {
    String explicit = nearest(span, SpanFacts::explicitTask);
    if (explicit != null) {
      return explicit;
    }
    if (span.resource().task() != null) {
      return span.resource().task();
    }
    String session = nearest(span, SpanFacts::session);
    if (session != null) {
      return session;
    }
    return span.resource().session() != null ? span.resource().session() : traceIdInHex;
  }

  private Map<String, String> dimensions(SpanFacts span) {
    Map<String, String> dimensions = new HashMap<>();
    for (String dimension : List.of("team", "user")) {
      String nearest = nearest(span, at -> at.dimensions().get(dimension));
      String value = nearest != null ? nearest : span.resource().dimensions().get(dimension);
      if (value != null) {
        dimensions.put(dimension, value);
      }
    }
    return dimensions;
  }

  private @Nullable String nearest(SpanFacts span, Function<SpanFacts, @Nullable String> name) {
    String own = name.apply(span);
    SpanFacts parent = parent(span);
    return own != null || parent == null ? own : nearest(parent, name);
  }
}
