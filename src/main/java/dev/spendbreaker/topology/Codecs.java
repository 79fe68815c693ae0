package dev.spendbreaker.topology;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.trace.TraceId;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The serdes of the internal topics and stores. */
final class Codecs {
  private Codecs() {}

  static Serde<TraceId> traceId() {
    return serde(Codecs::encode, Codecs::decodeTraceId);
  }

  static Serde<SettleEvent> settleEvent() {
    return serde(SettleEventCodec::encode, SettleEventCodec::decode);
  }

  static Serde<LedgerEvent> ledgerEvent() {
    return serde(LedgerEventCodec::encode, LedgerEventCodec::decode);
  }

  private static byte[] encode(TraceId id) {
    return id.toBytes();
  }

  private static TraceId decodeTraceId(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    return new TraceId(in.readLong(), in.readLong());
  }

  /** Null stays null, as Kafka wants it. */
  @SuppressWarnings("NullAway") // a serde's contract is null in, null out
  private static <T> Serde<T> serde(Function<T, byte[]> encode, Function<byte[], T> decode) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : encode.apply(value),
        (topic, bytes) -> bytes == null ? null : decode.apply(bytes));
  }
}
