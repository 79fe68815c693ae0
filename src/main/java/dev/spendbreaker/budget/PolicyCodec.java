package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A policy as bytes, for the policies store and the internal topic. They begin with a format. */
public final class PolicyCodec {
  private static final int FORMAT = 3;
  private static final int LIFETIME = 0;
  private static final int ROLLING = 1;
  private static final int CALENDAR = 2;

  private PolicyCodec() {}

  public static byte[] encode(Policy policy) {
    ByteWriter writer = new ByteWriter(128).writeByte(FORMAT);
    writer.writeString(policy.id()).writeVarint(policy.revision());
    return writeContent(policy, writer).toByteArray();
  }

  /**
   * Tells policies apart by what they say, whatever their revision: a policy that is applied again
   * as it was has the same one. 64 bits (FNV-1a), kept in scopes' states.
   */
  static long fingerprint(Policy policy) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : writeContent(policy, new ByteWriter(128)).toByteArray()) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return hash;
  }

  private static ByteWriter writeContent(Policy policy, ByteWriter writer) {
    writeScope(policy.scope(), writer);
    CodecFields.writeEnum(policy.unit(), writer);
    writer.writeVarint(policy.limit());
    writeWindow(policy.window(), writer);
    writer.writeVarint(policy.warnAt().size());
    policy.warnAt().forEach(level -> writer.writeString(level.toString()));
    CodecFields.writeEnum(policy.onBreach(), writer);
    writer.writeByte(policy.latch() ? 1 : 0);
    CodecFields.writeEnum(policy.mode(), writer);
    CodecFields.writeEnum(policy.precedence(), writer);
    CodecFields.writeEnum(policy.onUnpriced(), writer);
    CodecFields.writeNullableLong(policy.countFromMillis(), writer);
    CodecFields.writeNullableLong(policy.expiresAtMillis(), writer);
    writer.writeVarint(policy.grants().size());
    policy.grants().forEach(grant -> writeGrant(grant, writer));
    writer.writeNullableString(policy.description()).writeNullableString(policy.owner());
    return writeWebhook(policy.webhook(), writer);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else, or of an unknown format
   */
  public static Policy decode(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    int format = reader.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a policy of unknown format " + format);
    }
    return new Policy(
        reader.readString(),
        reader.readVarint(),
        readScope(reader),
        CodecFields.readEnum(LimitUnit.values(), reader),
        reader.readVarint(),
        readWindow(reader),
        readWarnAt(reader),
        CodecFields.readEnum(Action.values(), reader),
        CodecFields.readFlag(reader),
        CodecFields.readEnum(Policy.Mode.values(), reader),
        CodecFields.readEnum(Policy.Precedence.values(), reader),
        CodecFields.readEnum(Action.values(), reader),
        CodecFields.readNullableLong(reader),
        CodecFields.readNullableLong(reader),
        readGrants(reader),
        reader.readNullableString(),
        reader.readNullableString(),
        readWebhook(reader));
  }

  private static ByteWriter writeWebhook(@Nullable Webhook webhook, ByteWriter writer) {
    writer.writeNullableString(webhook == null ? null : webhook.url());
    if (webhook != null) {
      CodecFields.writeEnum(webhook.format(), writer.writeNullableString(webhook.secret()));
    }
    return writer;
  }

  private static @Nullable Webhook readWebhook(ByteReader reader) {
    String url = reader.readNullableString();
    return url == null
        ? null
        : new Webhook(
            url,
            reader.readNullableString(),
            CodecFields.readEnum(Webhook.Format.values(), reader));
  }

  private static void writeScope(ScopePattern scope, ByteWriter writer) {
    writer.writeVarint(scope.values().size());
    scope.values().forEach((name, value) -> writer.writeString(name).writeString(value));
  }

  private static ScopePattern readScope(ByteReader reader) {
    Map<String, String> values = new TreeMap<>();
    for (int left = reader.readCount(); left > 0; left--) {
      values.put(reader.readString(), reader.readString());
    }
    if (values.isEmpty()) {
      throw new CorruptBytesException("a policy without a scope");
    }
    return ScopePattern.of(values);
  }

  static void writeWindow(Window window, ByteWriter writer) {
    if (window instanceof Window.Rolling rolling) {
      writer.writeByte(ROLLING).writeVarint(rolling.millis());
    } else if (window instanceof CalendarWindow calendar) {
      CodecFields.writeEnum(calendar.unit(), writer.writeByte(CALENDAR));
      writer.writeString(calendar.zone().getId()).writeByte(calendar.startsOn());
    } else {
      writer.writeByte(LIFETIME);
    }
  }

  static Window readWindow(ByteReader reader) {
    int kind = reader.readByte();
    return switch (kind) {
      case LIFETIME -> Window.LIFETIME;
      case ROLLING -> new Window.Rolling(reader.readVarint());
      case CALENDAR -> readCalendar(reader);
      default -> throw new CorruptBytesException("a window of unknown kind " + kind);
    };
  }

  private static CalendarWindow readCalendar(ByteReader reader) {
    CalendarWindow.Unit unit = CodecFields.readEnum(CalendarWindow.Unit.values(), reader);
    String zone = reader.readString();
    int startsOn = reader.readByte();
    try {
      return new CalendarWindow(unit, ZoneId.of(zone), startsOn);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new CorruptBytesException("no calendar window: " + e.getMessage());
    }
  }

  private static List<BigDecimal> readWarnAt(ByteReader reader) {
    List<BigDecimal> levels = new ArrayList<>();
    for (int left = reader.readCount(); left > 0; left--) {
      levels.add(CodecFields.readDecimal(reader));
    }
    return List.copyOf(levels);
  }

  private static void writeGrant(Policy.Grant grant, ByteWriter writer) {
    writer.writeString(grant.id()).writeVarint(grant.amount());
    CodecFields.writeNullableLong(grant.expiresAtMillis(), writer);
    writer.writeNullableString(grant.reason());
  }

  private static List<Policy.Grant> readGrants(ByteReader reader) {
    List<Policy.Grant> grants = new ArrayList<>();
    for (int left = reader.readCount(); left > 0; left--) {
      grants.add(
          new Policy.Grant(
              reader.readString(),
              reader.readVarint(),
              CodecFields.readNullableLong(reader),
              reader.readNullableString()));
    }
    return List.copyOf(grants);
  }
}
