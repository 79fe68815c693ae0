package dev.spendbreaker.usage;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;

/**
 * The bytes of a {@link Usage}: a varint whose bits tell which fields are not zero, then those
 * fields in order, signed. Part of the formats of its users, which carry the format byte.
 */
public final class UsageCodec {
  private static final int FIELDS = 10;

  private UsageCodec() {}

  public static void write(ByteWriter out, Usage usage) {
    long[] values = {
      usage.costNanos(),
      usage.inputTokens(),
      usage.outputTokens(),
      usage.cacheReadTokens(),
      usage.cacheWriteTokens(),
      usage.reasoningTokens(),
      usage.calls(),
      usage.toolCalls(),
      usage.unpricedCalls(),
      usage.unmeteredCalls()
    };
    int present = 0;
    for (int i = 0; i < FIELDS; i++) {
      present |= values[i] == 0 ? 0 : 1 << i;
    }
    out.writeVarint(present);
    for (long value : values) {
      if (value != 0) {
        out.writeSigned(value);
      }
    }
  }

  public static Usage read(ByteReader in) {
    long present = in.readVarint();
    long[] v = new long[FIELDS];
    for (int i = 0; i < FIELDS; i++) {
      v[i] = (present >>> i & 1) == 0 ? 0 : in.readSigned();
    }
    return new Usage(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);
  }
}
