package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.DecisionCodec;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.document.AckDocuments;
import org.jspecify.annotations.Nullable;

/** Events as bytes, for the repartition topic. They begin with a format and the kind of event. */
final class EventCodec {
  private static final int FORMAT = 2;
  private static final int DECIDED = 0;
  private static final int FORGOTTEN = 1;
  private static final int POLICY_CHANGED = 2;
  private static final int RESEND_REQUESTED = 3;
  private static final int ACKNOWLEDGED = 4;

  private EventCodec() {}

  static byte[] encode(Event event) {
    ByteWriter out = new ByteWriter(512).writeByte(FORMAT);
    if (event instanceof Event.Decided decided) {
      out.writeByte(DECIDED).writeString(decided.decision().scope().key());
      out.writeBytes(DecisionCodec.encode(decided.decision()));
    } else if (event instanceof Event.PolicyChanged change) {
      out.writeByte(POLICY_CHANGED).writeString(change.policyId()).writeVarint(change.revision());
      writePolicy(change.policy(), out);
    } else if (event instanceof Event.ResendRequested request) {
      out.writeByte(RESEND_REQUESTED).writeString(request.deliveryId());
    } else if (event instanceof Event.Acknowledged acknowledged) {
      out.writeByte(ACKNOWLEDGED).writeBytes(AckDocuments.write(acknowledged.ack()));
    } else if (event instanceof Event.Forgotten) {
      out.writeByte(FORGOTTEN);
    } else {
      throw new IllegalArgumentException("an event that is never written: " + event);
    }
    return out.toByteArray();
  }

  static Event decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a webhook event of unknown format " + format);
    }
    int kind = in.readByte();
    return switch (kind) {
      case DECIDED ->
          new Event.Decided(DecisionCodec.decode(Scope.parse(in.readString()), in.readBytes()));
      case FORGOTTEN -> new Event.Forgotten();
      case POLICY_CHANGED ->
          new Event.PolicyChanged(in.readString(), in.readVarint(), readPolicy(in));
      case ACKNOWLEDGED -> new Event.Acknowledged(AckDocuments.read(in.readBytes()));
      case RESEND_REQUESTED -> new Event.ResendRequested(in.readString());
      default -> throw new CorruptBytesException("a webhook event of unknown kind " + kind);
    };
  }

  static void writePolicy(@Nullable Policy policy, ByteWriter out) {
    out.writeBytes(policy == null ? new byte[0] : PolicyCodec.encode(policy));
  }

  static @Nullable Policy readPolicy(ByteReader in) {
    byte[] bytes = in.readBytes();
    return bytes.length == 0 ? null : PolicyCodec.decode(bytes);
  }
}
