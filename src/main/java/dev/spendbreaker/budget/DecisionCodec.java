package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/** A decision as bytes, without its scope: the key it is stored under tells that. */
final class DecisionCodec {
  private DecisionCodec() {}

  static byte[] encode(Decision decision) {
    ByteWriter writer = new ByteWriter(256);
    writer.writeVarint(decision.sequence());
    CodecFields.writeEnum(decision.action(), writer);
    writeNullableAction(decision.previousAction(), writer);
    writer.writeString(decision.reasonCode()).writeString(decision.reason());
    writeStatus(decision.policy(), writer);
    writer.writeByte(decision.overrides() ? 1 : 0);
    writeTrigger(decision.trigger(), writer);
    return writer.writeSigned(decision.decidedAtMillis()).toByteArray();
  }

  static Decision decode(Scope scope, byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    return new Decision(
        scope,
        reader.readVarint(),
        CodecFields.readEnum(Action.values(), reader),
        readNullableAction(reader),
        reader.readString(),
        reader.readString(),
        readStatus(reader),
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

  private static void writeStatus(@Nullable PolicyStatus status, ByteWriter writer) {
    writer.writeByte(status == null ? 0 : 1);
    if (status == null) {
      return;
    }
    writer.writeString(status.policyId()).writeVarint(status.policyRevision());
    CodecFields.writeEnum(status.mode(), writer);
    CodecFields.writeEnum(status.unit(), writer);
    writer.writeSigned(status.spent()).writeSigned(status.limit()).writeSigned(status.remaining());
    CodecFields.writeNullableDecimal(status.utilization(), writer);
    CodecFields.writeNullableDecimal(status.warnLevel(), writer);
    CodecFields.writeEnum(status.action(), writer);
    writer.writeString(status.reasonCode());
    CodecFields.writeNullableLong(status.windowStartMillis(), writer);
    CodecFields.writeNullableLong(status.windowEndMillis(), writer);
    CodecFields.writeNullableLong(status.resetsAtMillis(), writer);
  }

  private static @Nullable PolicyStatus readStatus(ByteReader reader) {
    if (!CodecFields.readFlag(reader)) {
      return null;
    }
    return new PolicyStatus(
        reader.readString(),
        reader.readVarint(),
        CodecFields.readEnum(Policy.Mode.values(), reader),
        CodecFields.readEnum(LimitUnit.values(), reader),
        reader.readSigned(),
        reader.readSigned(),
        reader.readSigned(),
        CodecFields.readNullableDecimal(reader),
        CodecFields.readNullableDecimal(reader),
        CodecFields.readEnum(Action.values(), reader),
        reader.readString(),
        CodecFields.readNullableLong(reader),
        CodecFields.readNullableLong(reader),
        CodecFields.readNullableLong(reader));
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
