package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.KillStatus.State;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a kill, or of an acknowledgement that came before the kill was read.
 *
 * @param document the decision's JSON; null where it has not been read
 * @param seenMillis when the first of the two was read; times are milliseconds since the epoch
 * @param ack the first one, with a time; null where there is none
 */
record Kill(@Nullable String document, State state, long seenMillis, @Nullable Ack ack) {
  private static final int FORMAT = 1;
  private static final List<State> STATES =
      List.of(State.AWAITED, State.OVERDUE, State.SUPERSEDED, State.ACKNOWLEDGED);

  /** Nobody has acknowledged it. */
  static Kill awaited(String document, long nowMillis) {
    return new Kill(document, State.AWAITED, nowMillis, null);
  }

  /** The kill itself has not been read yet. */
  static Kill early(Ack ack, long nowMillis) {
    return new Kill(null, State.ACKNOWLEDGED, nowMillis, ack);
  }

  Kill as(State next) {
    return new Kill(document, next, seenMillis, ack);
  }

  Kill decided(String decision) {
    return new Kill(decision, state, seenMillis, ack);
  }

  Kill acknowledged(Ack by) {
    return new Kill(document, State.ACKNOWLEDGED, seenMillis, by);
  }

  /** For others; null where the kill itself has not been read. */
  @Nullable KillStatus status() {
    return document == null
        ? null
        : KillStatus.of(DecisionDocuments.read(document.getBytes(UTF_8)), state, ack);
  }

  byte[] encode() {
    ByteWriter out =
        new ByteWriter(1024)
            .writeByte(FORMAT)
            .writeNullableString(document)
            .writeByte(STATES.indexOf(state))
            .writeVarint(seenMillis)
            .writeNullableString(ack == null ? null : ack.decisionId());
    if (ack != null) {
      out.writeNullableString(ack.by()).writeSigned(Objects.requireNonNull(ack.actedMillis()));
    }
    return out.toByteArray();
  }

  static Kill decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a kill of unknown format " + format);
    }
    return new Kill(in.readNullableString(), state(in.readByte()), in.readVarint(), ack(in));
  }

  private static @Nullable Ack ack(ByteReader in) {
    String decisionId = in.readNullableString();
    return decisionId == null
        ? null
        : new Ack(decisionId, in.readNullableString(), in.readSigned());
  }

  private static State state(int number) {
    if (number >= STATES.size()) {
      throw new CorruptBytesException("a kill in unknown state " + number);
    }
    return STATES.get(number);
  }
}
