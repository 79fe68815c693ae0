package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import org.jspecify.annotations.Nullable;

/** A decision as bytes, without its scope: the key it is stored under tells that. */
public final class DecisionCodec {
  private DecisionCodec() {}

  public static byte[] encode(Decision decision) {
    ByteWriter writer = new ByteWriter(256);
    writer.writeVarint(decision.sequence());
    CodecFields.writeEnum(decision.action(), writer);
    writeNullableAction(decision.previousAction(), writer);
    writer.writeString(decision.reasonCode()).writeString(decision.reason());
    writer.writeByte(decision.policy() == null ? 0 : 1);
    if (decision.policy() != null) {
      PolicyStatusCodec.write(decision.policy(), writer);
    }
    writer.writeByte(decision.overrides() ? 1 : 0);
    writeTrigger(decision.trigger(), writer);
    return writer.writeSigned(decision.decidedAtMillis()).toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else
   */
  public static Decision decode(Scope scope, byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    return new Decision(
        scope,
        reader.readVarint(),
        CodecFields.readEnum(Action.values(), reader),
        readNullableAction(reader),
        reader.readString(),
        reader.readString(),
        CodecFields.readFlag(reader) ? PolicyStatusCodec.read(reader) : null,
        CodecFields.readFlag(reader),
        readTrigger(reader),
        reader.readSigned());
  }

  private static void writeNullableAction(@Nullable Action action, ByteWriter writer) {
    writer.writeByte(action == null ? 0 : 1);
    if (action != null) {
      CodecFields.writeEnum(action, writer);
    }
  }

  private static @Nullable Action readNullableAction(ByteReader reader) {
    return CodecFields.readFlag(reader) ? CodecFields.readEnum(Action.values(), reader) : null;
  }

  private static void writeTrigger(@Nullable Trigger trigger, ByteWriter writer) {
    writer.writeByte(trigger == null ? 0 : 1);
    if (trigger != null) {
      writer.writeString(trigger.traceId()).writeString(trigger.spanId());
      writer.writeNullableString(trigger.model());
      writer.writeSigned(trigger.costNanos()).writeSigned(trigger.endTimeMillis());
    }
  }

  private static @Nullable Trigger readTrigger(ByteReader reader) {
    if (!CodecFields.readFlag(reader)) {
      return null;
    }
    return new Trigger(
        reader.readString(),
        reader.readString(),
        reader.readNullableString(),
        reader.readSigned(),
        reader.readSigned());
  }
}
