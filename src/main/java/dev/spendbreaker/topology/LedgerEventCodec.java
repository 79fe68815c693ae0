package dev.spendbreaker.topology;

import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.LedgerEvent.PolicyChange;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of a {@link LedgerEvent} on the internal topic. */
final class LedgerEventCodec {
  private static final int FORMAT = 1;
  private static final int CHARGES = 0;
  private static final int POLICY_SET = 1;
  private static final int POLICY_DELETED = 2;

  private LedgerEventCodec() {}

  static byte[] encode(LedgerEvent event) {
    ByteWriter out = new ByteWriter().writeByte(FORMAT);
    if (event instanceof Charges charges) {
      writeCharges(out.writeByte(CHARGES), charges);
    } else if (event instanceof PolicyChange change) {
      writePolicy(out, change);
    }
    return out.toByteArray();
  }

  static LedgerEvent decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("ledger event of unknown format " + format);
    }
    int kind = in.readByte();
    return switch (kind) {
      case CHARGES -> readCharges(in);
      case POLICY_SET -> readPolicySet(in);
      case POLICY_DELETED -> new PolicyChange(in.readString(), null, in.readVarint());
      default -> throw new CorruptBytesException("ledger event of unknown kind " + kind);
    };
  }

  private static void writePolicy(ByteWriter out, PolicyChange change) {
    out.writeByte(change.policy() == null ? POLICY_DELETED : POLICY_SET);
    out.writeString(change.policyId()).writeVarint(change.revision());
    if (change.policy() != null) {
      out.writeBytes(PolicyCodec.encode(change.policy()));
    }
  }

  private static PolicyChange readPolicySet(ByteReader in) {
    String id = in.readString();
    long revision = in.readVarint();
    return new PolicyChange(id, PolicyCodec.decode(in.readBytes()), revision);
  }

  private static void writeCharges(ByteWriter out, Charges event) {
    List<Charge> charges = event.charges();
    out.writeLong(event.traceId().high()).writeLong(event.traceId().low());
    out.writeString(charges.get(0).agent()).writeVarint(charges.size());
    for (Charge charge : charges) {
      out.writeString(charge.task()).writeSigned(charge.eventTimeMillis());
      out.writeLong(charge.spanId()).writeNullableString(charge.model());
      UsageCodec.write(charge.usage(), out);
      writeDimensions(out, charge.dimensions());
    }
  }

  private static Charges readCharges(ByteReader in) {
    TraceId traceId = new TraceId(in.readLong(), in.readLong());
    String agent = in.readString();
    int count = in.readCount();
    List<Charge> charges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      charges.add(readCharge(in, agent));
    }
    return new Charges(traceId, charges);
  }

  private static Charge readCharge(ByteReader in, String agent) {
    String task = in.readString();
    long eventTime = in.readSigned();
    long spanId = in.readLong();
    String model = in.readNullableString();
    Usage usage = UsageCodec.read(in);
    return new Charge(agent, task, usage, eventTime, spanId, model, readDimensions(in));
  }

  private static void writeDimensions(ByteWriter out, Map<String, String> dimensions) {
    out.writeVarint(dimensions.size());
    dimensions.forEach((dimension, value) -> out.writeString(dimension).writeString(value));
  }

  private static Map<String, String> readDimensions(ByteReader in) {
    int count = in.readCount();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> dimensions = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      dimensions.put(in.readString(), in.readString());
    }
    return dimensions;
  }
}
