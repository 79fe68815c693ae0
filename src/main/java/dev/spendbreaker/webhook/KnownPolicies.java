package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The policies, as far as they have been read. One that was deleted is kept for a while as it was
 * last: its webhook is still told that it stops nothing any more.
 */
final class KnownPolicies {
  private static final int FORMAT = 1;

  private final KeyValueStore<String, byte[]> store;

  KnownPolicies(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /**
   * What is known of a policy.
   *
   * @param revision of the last change
   * @param policy as it is, or was before it was deleted; null where it never was
   * @param deletedMillis when its deletion was read; 0 where it was not deleted
   */
  record Known(long revision, @Nullable Policy policy, long deletedMillis) {}

  @Nullable Known find(String id) {
    byte[] stored = store.get(id);
    return stored == null ? null : decode(stored);
  }

  void take(Event.PolicyChanged change, long nowMillis) {
    Policy policy = change.policy();
    if (policy != null) {
      put(change.policyId(), new Known(change.revision(), policy, 0));
      return;
    }
    Known before = find(change.policyId());
    Policy last = before == null ? null : before.policy();
    put(change.policyId(), new Known(change.revision(), last, nowMillis));
  }

  /** Forgets the policies that were deleted before an instant. */
  void forgetDeletedBefore(long millis) {
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        long deleted = decode(entry.value).deletedMillis();
        if (deleted != 0 && deleted < millis) {
          old.add(entry.key);
        }
      }
    }
    old.forEach(store::delete);
  }

  private void put(String id, Known known) {
    ByteWriter out = new ByteWriter(256).writeByte(FORMAT);
    out.writeVarint(known.revision()).writeVarint(known.deletedMillis());
    EventCodec.writePolicy(known.policy(), out);
    store.put(id, out.toByteArray());
  }

  private static Known decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a known policy of unknown format " + format);
    }
    long revision = in.readVarint();
    long deleted = in.readVarint();
    return new Known(revision, EventCodec.readPolicy(in), deleted);
  }
}
