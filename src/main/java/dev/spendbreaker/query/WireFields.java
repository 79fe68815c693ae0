package dev.spendbreaker.query;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.DecisionCodec;
import dev.spendbreaker.budget.Forecast;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.PolicyStatusCodec;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parts of the messages between instances. Enums go by ordinal: to those, only append. */
final class WireFields {
  private WireFields() {}

  static <T> void writeList(List<T> items, ByteWriter out, Function<T, byte[]> encode) {
    out.writeVarint(items.size());
    items.forEach(item -> out.writeBytes(encode.apply(item)));
  }

  static <T> List<T> readList(ByteReader in, Function<byte[], T> decode) {
    List<T> items = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      items.add(decode.apply(in.readBytes()));
    }
    return items;
  }

  static void writeNumbers(List<Integer> numbers, ByteWriter out) {
    out.writeVarint(numbers.size());
    numbers.forEach(out::writeVarint);
  }

  static List<Integer> readNumbers(ByteReader in) {
    List<Integer> numbers = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      numbers.add(in.readCount());
    }
    return numbers;
  }

  static void writeFreshness(Freshness freshness, ByteWriter out) {
    writeEnum(freshness, out);
  }

  static Freshness readFreshness(ByteReader in) {
    return readEnum(Freshness.values(), in);
  }

  static void writeFilter(ScopeFilter filter, ByteWriter out) {
    out.writeVarint(filter.dimensions().size());
    filter.dimensions().forEach(out::writeString);
    out.writeNullableString(filter.agent());
    Action action = filter.action();
    out.writeNullableString(action == null ? null : action.name());
    writeEnum(filter.sort(), out);
    out.writeVarint(filter.limit()).writeNullableString(filter.cursor());
  }

  static ScopeFilter readFilter(ByteReader in) {
    TreeSet<String> dimensions = new TreeSet<>();
    for (int left = in.readCount(); left > 0; left--) {
      dimensions.add(in.readString());
    }
    String agent = in.readNullableString();
    String action = in.readNullableString();
    return new ScopeFilter(
        dimensions,
        agent,
        action == null ? null : Action.valueOf(action),
        readEnum(ScopeFilter.Sort.values(), in),
        in.readCount(),
        in.readNullableString());
  }

  static void writeRange(SeriesRange range, ByteWriter out) {
    writeEnum(range.level(), out);
    out.writeSigned(range.fromMillis()).writeVarint(range.stepMillis()).writeVarint(range.steps());
  }

  static SeriesRange readRange(ByteReader in) {
    Level level = readEnum(Level.values(), in);
    return new SeriesRange(level, in.readSigned(), in.readVarint(), in.readCount());
  }

  static void writeReading(ScopeReading reading, ByteWriter out) {
    writeStatus(reading.status(), out);
    StalePartition stale = reading.stale();
    writeStale(stale == null ? List.of() : List.of(stale), out);
  }

  static ScopeReading readReading(ByteReader in) {
    ScopeStatus status = readStatus(in);
    return new ScopeReading(status, readStale(in).stream().findFirst().orElse(null));
  }

  static void writeSlice(ScopeSlice slice, ByteWriter out) {
    out.writeVarint(slice.entries().size());
    for (ScopeSlice.Entry entry : slice.entries()) {
      out.writeSigned(entry.position().costNanos());
      writeStatus(entry.status(), out);
    }
    out.writeByte(slice.more() ? 1 : 0);
    writeNumbers(slice.unread(), out);
    writeStale(slice.stale(), out);
  }

  static ScopeSlice readSlice(ByteReader in) {
    List<ScopeSlice.Entry> entries = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      long costNanos = in.readSigned();
      ScopeStatus status = readStatus(in);
      Position position = new Position(costNanos, status.scope().key());
      entries.add(new ScopeSlice.Entry(position, status));
    }
    return new ScopeSlice(entries, in.readByte() == 1, readNumbers(in), readStale(in));
  }

  private static void writeStale(List<StalePartition> stale, ByteWriter out) {
    out.writeVarint(stale.size());
    stale.forEach(one -> out.writeVarint(one.partition()).writeVarint(one.lag()));
  }

  private static List<StalePartition> readStale(ByteReader in) {
    List<StalePartition> stale = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      stale.add(new StalePartition(in.readCount(), in.readVarint()));
    }
    return stale;
  }

  static void writeStatus(ScopeStatus status, ByteWriter out) {
    out.writeString(status.scope().key());
    writeEnum(status.action(), out);
    UsageCodec.write(status.totals(), out);
    out.writeVarint(status.policies().size());
    status.policies().forEach(policy -> PolicyStatusCodec.write(policy, out));
    writeForecasts(status.forecasts(), out);
    PolicyStatus governing = status.governing();
    out.writeVarint(governing == null ? 0 : status.policies().indexOf(governing) + 1);
    out.writeString(status.reason()).writeByte(status.overrides() ? 1 : 0);
    Decision decision = status.decision();
    out.writeBytes(decision == null ? new byte[0] : DecisionCodec.encode(decision));
    out.writeSigned(status.asOfMillis());
  }

  static ScopeStatus readStatus(ByteReader in) {
    Scope scope = Scope.parse(in.readString());
    Action action = readEnum(Action.values(), in);
    Usage totals = UsageCodec.read(in);
    List<PolicyStatus> policies = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      policies.add(PolicyStatusCodec.read(in));
    }
    Map<String, Forecast> forecasts = readForecasts(in);
    return new ScopeStatus(
        scope,
        action,
        totals,
        governing(policies, in.readCount()),
        in.readString(),
        in.readByte() == 1,
        List.copyOf(policies),
        forecasts,
        decision(scope, in.readBytes()),
        in.readSigned());
  }

  private static void writeForecasts(Map<String, Forecast> forecasts, ByteWriter out) {
    out.writeVarint(forecasts.size());
    forecasts.forEach(
        (policyId, forecast) -> {
          out.writeString(policyId)
              .writeSigned(forecast.spent())
              .writeVarint(forecast.overMillis());
          Long reachedAt = forecast.limitReachedAtMillis();
          out.writeByte(reachedAt == null ? 0 : 1);
          if (reachedAt != null) {
            out.writeSigned(reachedAt);
          }
        });
  }

  private static Map<String, Forecast> readForecasts(ByteReader in) {
    Map<String, Forecast> forecasts = new LinkedHashMap<>();
    for (int left = in.readCount(); left > 0; left--) {
      forecasts.put(
          in.readString(),
          new Forecast(
              in.readSigned(), in.readVarint(), in.readByte() == 1 ? in.readSigned() : null));
    }
    return forecasts;
  }

  private static @Nullable PolicyStatus governing(List<PolicyStatus> policies, int numberFrom1) {
    if (numberFrom1 > policies.size()) {
      throw new CorruptBytesException("policy " + numberFrom1 + " of " + policies.size());
    }
    return numberFrom1 == 0 ? null : policies.get(numberFrom1 - 1);
  }

  private static @Nullable Decision decision(Scope scope, byte[] bytes) {
    return bytes.length == 0 ? null : DecisionCodec.decode(scope, bytes);
  }

  @SuppressWarnings("EnumOrdinal")
  private static void writeEnum(Enum<?> value, ByteWriter out) {
    out.writeByte(value.ordinal());
  }

  private static <E extends Enum<E>> E readEnum(E[] values, ByteReader in) {
    int ordinal = in.readByte();
    if (ordinal >= values.length) {
      throw new CorruptBytesException(
          values[0].getDeclaringClass().getSimpleName() + " number " + ordinal + " is unknown");
    }
    return values[ordinal];
  }
}
