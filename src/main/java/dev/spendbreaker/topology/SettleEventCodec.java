package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.topology.SettleEvent.PriceChange;
import dev.spendbreaker.topology.SettleEvent.Spans;
import dev.spendbreaker.trace.TraceBatch;
import java.util.Arrays;

/**
 * The bytes of a {@link SettleEvent} on the internal topic. The first byte tells which it is: spans
 * stand as {@link TraceBatch} writes them, whose formats count from 1, and cost nothing more; what
 * happens seldom counts from 128.
 */
final class SettleEventCodec {
  private static final int PRICE_SET = 128;
  private static final int PRICE_DELETED = 129;
  private static final int POLICY_CHANGE = 130;

  private SettleEventCodec() {}

  static byte[] encode(SettleEvent event) {
    if (event instanceof Spans spans) {
      return spans.batch().encode();
    }
    ByteWriter out = new ByteWriter();
    if (event instanceof PolicyChange change) {
      change.write(out.writeByte(POLICY_CHANGE));
    } else if (event instanceof PriceChange change) {
      write(change, out);
    }
    return out.toByteArray();
  }

  private static void write(PriceChange change, ByteWriter out) {
    PriceOverride price = change.price();
    if (price == null) {
      out.writeByte(PRICE_DELETED).writeString(change.key());
    } else {
      byte[] encoded = PriceOverrideCodec.encode(price);
      out.writeByte(PRICE_SET).writeRaw(encoded, 0, encoded.length);
    }
  }

  static SettleEvent decode(byte[] bytes) {
    int first = new ByteReader(bytes).readByte();
    return switch (first) {
      case PRICE_SET -> priceSet(bytes);
      case PRICE_DELETED ->
          new PriceChange(new ByteReader(bytes, 1, bytes.length - 1).readString(), null);
      case POLICY_CHANGE -> PolicyChange.read(new ByteReader(bytes, 1, bytes.length - 1));
      default -> new Spans(TraceBatch.decode(bytes));
    };
  }

  private static PriceChange priceSet(byte[] bytes) {
    PriceOverride price = PriceOverrideCodec.decode(Arrays.copyOfRange(bytes, 1, bytes.length));
    return new PriceChange(price.key(), price);
  }
}
