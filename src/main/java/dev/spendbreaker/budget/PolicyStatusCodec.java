package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;

/** Where a scope stands against a policy, as bytes: a part of what other codecs write. */
public final class PolicyStatusCodec {
  private PolicyStatusCodec() {}

  public static void write(PolicyStatus status, ByteWriter writer) {
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

  /** Reads what {@link #write} wrote. */
  public static PolicyStatus read(ByteReader reader) {
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
}
