package dev.spendbreaker.trace;

import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the facts of spans one after another. A name, a resource or a set of dimensions is written
 * out where it first occurs; from then on its number stands for it, usually one byte.
 */
final class SpanFactsWriter {
  /** Bits of a span's first byte; the two lowest hold the kind. */
  static final int HAS_PARENT = 1 << 2;

  static final int HAS_TOKENS = 1 << 3;
  static final int HAS_REPORTED_COST = 1 << 4;
  static final int HAS_DIMENSIONS = 1 << 5;
  static final int HAS_AUDIO = 1 << 6;
  static final int HAS_CACHE_WRITE_1H = 1 << 7;

  private final ByteWriter out;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<Map<String, String>, Integer> dimensions = new HashMap<>();
  private final Map<ResourceFacts, Integer> resources = new HashMap<>();
  private @Nullable ResourceFacts lastResource;
  private int lastResourceNumber;
  private long lastEndTimeMillis;

  SpanFactsWriter(ByteWriter out) {
    this.out = out;
  }

  void write(SpanFacts facts) {
    out.writeByte(flags(facts)).writeLong(facts.spanId());
    if (facts.parentSpanId() != 0) {
      out.writeLong(facts.parentSpanId());
    }
    out.writeSigned(facts.endTimeMillis() - lastEndTimeMillis);
    lastEndTimeMillis = facts.endTimeMillis();
    if (facts.tokens() != null) {
      writeTokens(facts.tokens());
    }
    if (facts.reportedCostNanos() != 0) {
      out.writeVarint(facts.reportedCostNanos());
    }
    writeName(facts.provider());
    writeName(facts.model());
    writeName(facts.explicitAgent());
    writeName(facts.agentName());
    writeName(facts.explicitTask());
    writeName(facts.session());
    if (!facts.dimensions().isEmpty()) {
      writeDimensions(facts.dimensions());
    }
    writeResource(facts.resource());
  }

  private static int flags(SpanFacts facts) {
    return kindNumber(facts.kind())
        | (facts.parentSpanId() != 0 ? HAS_PARENT : 0)
        | (facts.tokens() != null ? flags(facts.tokens()) : 0)
        | (facts.reportedCostNanos() != 0 ? HAS_REPORTED_COST : 0)
        | (facts.dimensions().isEmpty() ? 0 : HAS_DIMENSIONS);
  }

  private static int flags(Tokens tokens) {
    return HAS_TOKENS
        | (tokens.audio().isZero() ? 0 : HAS_AUDIO)
        | (tokens.cacheWrite1h() != 0 ? HAS_CACHE_WRITE_1H : 0);
  }

  private static int kindNumber(SpanKind kind) {
    return switch (kind) {
      case OTHER -> 0;
      case MODEL_CALL -> 1;
      case AGENT -> 2;
      case TOOL -> 3;
    };
  }

  private void writeTokens(Tokens tokens) {
    out.writeVarint(tokens.input())
        .writeVarint(tokens.output())
        .writeVarint(tokens.cacheRead())
        .writeVarint(tokens.cacheWrite())
        .writeVarint(tokens.reasoning());
    if (tokens.cacheWrite1h() != 0) {
      out.writeVarint(tokens.cacheWrite1h());
    }
    Tokens.Audio audio = tokens.audio();
    if (!audio.isZero()) {
      out.writeVarint(audio.input()).writeVarint(audio.cacheRead()).writeVarint(audio.output());
    }
  }

  /** The number of these dimensions; a new number is followed by their names and values. */
  void writeDimensions(Map<String, String> values) {
    Integer known = dimensions.putIfAbsent(values, dimensions.size());
    if (known != null) {
      out.writeVarint(known);
      return;
    }
    out.writeVarint(dimensions.size() - 1L).writeVarint(values.size());
    values.forEach(
        (dimension, value) -> {
          writeName(dimension);
          writeName(value);
        });
  }

  /** 0 for null, else 1 and the number of the name; a new number is followed by its text. */
  void writeName(@Nullable String name) {
    if (name == null) {
      out.writeVarint(0);
      return;
    }
    Integer known = names.putIfAbsent(name, names.size());
    if (known != null) {
      out.writeVarint(known + 1L);
    } else {
      out.writeVarint(names.size()).writeString(name);
    }
  }

  /** Spans of one message share theirs, which to tell by its content takes longer than all else. */
  @SuppressWarnings("ReferenceEquality")
  private void writeResource(ResourceFacts resource) {
    if (resource == lastResource) {
      out.writeVarint(lastResourceNumber);
      return;
    }
    Integer known = resources.putIfAbsent(resource, resources.size());
    lastResource = resource;
    lastResourceNumber = known == null ? resources.size() - 1 : known;
    out.writeVarint(lastResourceNumber);
    if (known == null) {
      writeNames(resource);
    }
  }

  private void writeNames(ResourceFacts resource) {
    writeName(resource.agent());
    writeName(resource.serviceName());
    writeName(resource.task());
    writeName(resource.session());
    writeDimensions(resource.dimensions());
  }
}
