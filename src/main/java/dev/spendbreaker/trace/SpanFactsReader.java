package dev.spendbreaker.trace;

import static dev.spendbreaker.trace.SpanFactsWriter.HAS_AUDIO;
import static dev.spendbreaker.trace.SpanFactsWriter.HAS_CACHE_WRITE_1H;
import static dev.spendbreaker.trace.SpanFactsWriter.HAS_DIMENSIONS;
import static dev.spendbreaker.trace.SpanFactsWriter.HAS_PARENT;
import static dev.spendbreaker.trace.SpanFactsWriter.HAS_REPORTED_COST;
import static dev.spendbreaker.trace.SpanFactsWriter.HAS_TOKENS;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SpanFactsWriter} wrote. */
final class SpanFactsReader {
  private final ByteReader in;
  private final List<String> names = new ArrayList<>();
  private final List<Map<String, String>> dimensions = new ArrayList<>();
  private final List<ResourceFacts> resources = new ArrayList<>();
  private long lastEndTimeMillis;

  SpanFactsReader(ByteReader in) {
    this.in = in;
  }

  SpanFacts read() {
    int flags = in.readByte();
    return new SpanFacts(
        in.readLong(),
        (flags & HAS_PARENT) != 0 ? in.readLong() : 0,
        kind(flags & 3),
        readEndTime(),
        (flags & HAS_TOKENS) != 0 ? readTokens(flags) : null,
        (flags & HAS_REPORTED_COST) != 0 ? in.readVarint() : 0,
        readNullableName(),
        readNullableName(),
        readNullableName(),
        readNullableName(),
        readNullableName(),
        readNullableName(),
        (flags & HAS_DIMENSIONS) != 0 ? readDimensions() : Map.of(),
        readResource());
  }

  private static SpanKind kind(int number) {
    return switch (number) {
      case 1 -> SpanKind.MODEL_CALL;
      case 2 -> SpanKind.AGENT;
      case 3 -> SpanKind.TOOL;
      default -> SpanKind.OTHER;
    };
  }

  private long readEndTime() {
    lastEndTimeMillis += in.readSigned();
    return lastEndTimeMillis;
  }

  private Tokens readTokens(int flags) {
    return new Tokens(
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        (flags & HAS_CACHE_WRITE_1H) != 0 ? in.readVarint() : 0,
        (flags & HAS_AUDIO) != 0 ? readAudio() : Tokens.Audio.NONE);
  }

  private Tokens.Audio readAudio() {
    return new Tokens.Audio(in.readVarint(), in.readVarint(), in.readVarint());
  }

  Map<String, String> readDimensions() {
    int number = in.readCount();
    if (number == dimensions.size()) {
      Map<String, String> values = new HashMap<>();
      for (int left = in.readCount(); left > 0; left--) {
        values.put(readName(), readName());
      }
      dimensions.add(Map.copyOf(values));
    }
    return known(dimensions, number);
  }

  /** The end of the bytes: nothing may follow the last span. */
  void requireEnd() {
    if (in.hasRemaining()) {
      throw new CorruptBytesException(in.remaining() + " bytes too many");
    }
  }

  String readName() {
    String name = readNullableName();
    if (name == null) {
      throw new CorruptBytesException("no name where one must be");
    }
    return name;
  }

  private @Nullable String readNullableName() {
    int numberAndOne = in.readCount();
    if (numberAndOne == 0) {
      return null;
    }
    if (numberAndOne == names.size() + 1) {
      names.add(in.readString());
    }
    return known(names, numberAndOne - 1);
  }

  private ResourceFacts readResource() {
    int number = in.readCount();
    if (number == resources.size()) {
      resources.add(
          new ResourceFacts(
              readNullableName(),
              readNullableName(),
              readNullableName(),
              readNullableName(),
              readDimensions()));
    }
    return known(resources, number);
  }

  private static <T> T known(List<T> table, int number) {
    if (number >= table.size()) {
      throw new CorruptBytesException("number " + number + " of " + table.size());
    }
    return table.get(number);
  }
}
