package dev.spendbreaker.query;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.topology.Names;
import java.util.Collection;

/**
 * A policy or a price that was set or deleted.
 *
 * @param key of the policy or the price
 * @param revision of the change
 */
public record Change(Kind kind, String key, long revision) {
  /** What was done to what. */
  public enum Kind {
    POLICY_SET,
    POLICY_DELETED,
    PRICE_SET,
    PRICE_DELETED
  }

  /** Whether the ledger takes it in; otherwise settlement does. */
  boolean isOfLedger() {
    return kind == Kind.POLICY_SET || kind == Kind.POLICY_DELETED;
  }

  /** Whether a topic is that whose partitions take it in. */
  boolean isTakenInFrom(String topic) {
    return isOfLedger() ? Names.isLedgerTopic(topic) : Names.isSettleTopic(topic);
  }

  /**
   * Whether partitions that are kept here have taken it in.
   *
   * @throws NotReadyException where they cannot be read now
   */
  boolean isTakenIn(LocalState local, Collection<Integer> partitions) {
    return switch (kind) {
      case POLICY_SET -> local.spend().isInForce(key, revision, partitions);
      case POLICY_DELETED -> local.spend().isGone(key, revision, partitions);
      case PRICE_SET -> local.settled().isInForce(key, revision, partitions);
      case PRICE_DELETED -> local.settled().isGone(key, revision, partitions);
    };
  }

  @SuppressWarnings("EnumOrdinal") // only append
  void write(ByteWriter out) {
    out.writeByte(kind.ordinal()).writeString(key).writeVarint(revision);
  }

  /** Reads what {@link #write} wrote. */
  static Change read(ByteReader in) {
    int kind = in.readByte();
    if (kind >= Kind.values().length) {
      throw new CorruptBytesException("a change of unknown kind " + kind);
    }
    return new Change(Kind.values()[kind], in.readString(), in.readVarint());
  }
}
