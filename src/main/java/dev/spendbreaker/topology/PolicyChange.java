package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A policy that was set, or deleted.
 *
 * @param policy null where it was deleted
 * @param revision of this change
 */
record PolicyChange(String policyId, @Nullable Policy policy, long revision)
    implements SettleEvent {
  void write(ByteWriter out) {
    out.writeString(policyId).writeVarint(revision);
    out.writeBytes(policy == null ? new byte[0] : PolicyCodec.encode(policy));
  }

  /** Reads what {@link #write} wrote. */
  static PolicyChange read(ByteReader in) {
    String id = in.readString();
    long revision = in.readVarint();
    byte[] policy = in.readBytes();
    return new PolicyChange(id, policy.length == 0 ? null : PolicyCodec.decode(policy), revision);
  }
}
