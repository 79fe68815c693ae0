package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.topology.LedgerEvent.PolicyChanged;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.UsageCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link LedgerEvent} on the internal topic. */
final class LedgerEventCodec {
  private static final int FORMAT = 2;

  /** Charges that feed the ledgers which are there always: most records, and so the shortest. */
  private static final int CHARGES = 0;

  private static final int CHARGES_OF_SHAPES = 1;
  private static final int BACKFILL = 2;
  private static final int POLICY_CHANGED = 3;

  private LedgerEventCodec() {}

  static byte[] encode(LedgerEvent event) {
    ByteWriter out = new ByteWriter().writeByte(FORMAT);
    if (event instanceof PolicyChanged changed) {
      out.writeByte(POLICY_CHANGED).writeVarint(changed.partition());
      changed.change().write(out);
    } else if (event instanceof Charges charges) {
      writeCharges(charges, charges.traceId(), out);
    }
    return out.toByteArray();
  }

  private static void writeCharges(Charges event, @Nullable TraceId traceId, ByteWriter out) {
    if (traceId == null) {
      writeOfShapes(event, out.writeByte(BACKFILL));
    } else if (event.shapes().equals(Shape.ALWAYS)) {
      writeTraceId(traceId, out.writeByte(CHARGES));
      writeOfAgent(event.charges(), out);
    } else {
      writeTraceId(traceId, out.writeByte(CHARGES_OF_SHAPES));
      writeOfShapes(event, out);
    }
  }

  static LedgerEvent decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("ledger event of unknown format " + format);
    }
    int kind = in.readByte();
    return switch (kind) {
      case CHARGES -> new Charges(readTraceId(in), Shape.ALWAYS, readOfAgent(in));
      case CHARGES_OF_SHAPES -> new Charges(readTraceId(in), readShapes(in), readOfShapes(in));
      case BACKFILL -> new Charges(null, readShapes(in), readOfShapes(in));
      case POLICY_CHANGED -> new PolicyChanged(in.readCount(), PolicyChange.read(in));
      default -> throw new CorruptBytesException("ledger event of unknown kind " + kind);
    };
  }

  private static void writeTraceId(TraceId traceId, ByteWriter out) {
    out.writeLong(traceId.high()).writeLong(traceId.low());
  }

  private static TraceId readTraceId(ByteReader in) {
    return new TraceId(in.readLong(), in.readLong());
  }

  /** The ledgers that are there always ask for no dimensions, so these stay behind. */
  private static void writeOfAgent(List<Charge> charges, ByteWriter out) {
    out.writeString(charges.get(0).agent()).writeVarint(charges.size());
    charges.forEach(charge -> writeCharge(charge, out));
  }

  private static List<Charge> readOfAgent(ByteReader in) {
    String agent = in.readString();
    List<Charge> charges = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      charges.add(readCharge(in, agent, Map.of()));
    }
    return charges;
  }

  private static void writeOfShapes(Charges event, ByteWriter out) {
    out.writeVarint(event.shapes().size());
    for (Shape shape : event.shapes()) {
      out.writeVarint(shape.dimensions().size());
      shape.dimensions().forEach(out::writeString);
    }
    out.writeVarint(event.charges().size());
    for (Charge charge : event.charges()) {
      out.writeString(charge.agent());
      writeDimensions(out, charge.dimensions());
      writeCharge(charge, out);
    }
  }

  private static List<Charge> readOfShapes(ByteReader in) {
    List<Charge> charges = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      String agent = in.readString();
      charges.add(readCharge(in, agent, readDimensions(in)));
    }
    return charges;
  }

  private static List<Shape> readShapes(ByteReader in) {
    List<Shape> shapes = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      shapes.add(readShape(in));
    }
    return shapes;
  }

  private static Shape readShape(ByteReader in) {
    List<String> dimensions = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      dimensions.add(in.readString());
    }
    return new Shape(dimensions);
  }

  private static void writeCharge(Charge charge, ByteWriter out) {
    out.writeString(charge.task()).writeSigned(charge.eventTimeMillis());
    out.writeLong(charge.spanId()).writeNullableString(charge.model());
    UsageCodec.write(charge.usage(), out);
  }

  private static Charge readCharge(ByteReader in, String agent, Map<String, String> dimensions) {
    String task = in.readString();
    long eventTime = in.readSigned();
    long spanId = in.readLong();
    String model = in.readNullableString();
    return new Charge(agent, task, UsageCodec.read(in), eventTime, spanId, model, dimensions);
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
