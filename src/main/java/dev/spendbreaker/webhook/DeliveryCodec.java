package dev.spendbreaker.webhook;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.document.DeliveryStatus.Told;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deliveries as bytes, for their store. They begin with a format. */
final class DeliveryCodec {
  private static final int FORMAT = 2;
  private static final List<Told> TOLD = List.of(Told.DECISION, Told.KILL_UNACKNOWLEDGED);
  private static final List<State> STATES = List.of(State.PENDING, State.DELIVERED, State.DEAD);

  private DeliveryCodec() {}

  static byte[] encode(Delivery delivery) {
    Long lastAttempt = delivery.lastAttemptMillis();
    return new ByteWriter(1024)
        .writeByte(FORMAT)
        .writeString(delivery.target())
        .writeString(delivery.document())
        .writeByte(TOLD.indexOf(delivery.told()))
        .writeByte(STATES.indexOf(delivery.state()))
        .writeVarint(delivery.attempts())
        .writeVarint(delivery.createdMillis())
        .writeVarint(delivery.dueMillis())
        .writeVarint(lastAttempt == null ? 0 : lastAttempt)
        .writeVarint(delivery.lastStatus())
        .writeNullableString(delivery.lastError())
        .writeNullableString(delivery.endpoint())
        .toByteArray();
  }

  static Delivery decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a delivery of unknown format " + format);
    }
    return new Delivery(
        in.readString(),
        in.readString(),
        known(TOLD, in.readByte()),
        known(STATES, in.readByte()),
        in.readCount(),
        in.readVarint(),
        in.readVarint(),
        lastAttempt(in.readVarint()),
        in.readCount(),
        in.readNullableString(),
        in.readNullableString());
  }

  private static @Nullable Long lastAttempt(long millis) {
    return millis == 0 ? null : (Long) millis;
  }

  private static <T> T known(List<T> constants, int number) {
    if (number >= constants.size()) {
      throw new CorruptBytesException("a delivery with an unknown number " + number);
    }
    return constants.get(number);
  }
}
