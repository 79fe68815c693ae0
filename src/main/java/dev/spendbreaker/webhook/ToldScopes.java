package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Whom a decision is told. A policy's webhook hears what the policy governs, and the {@code allow}
 * that ends it, whichever policy governs then. That a scope is allowed for the first time is no
 * news.
 */
final class ToldScopes {
  private static final int FORMAT = 1;

  private final KeyValueStore<String, byte[]> store;

  ToldScopes(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /**
   * The policies whose webhooks are told of a decision, and {@link Targets#GLOBAL}; empty where it
   * is no news. Remembers them.
   */
  Set<String> targets(Decision decision) {
    Set<String> targets = new TreeSet<>();
    Set<String> told = told(decision.scope().key());
    PolicyStatus governing = decision.policy();
    if (isNews(decision)) {
      targets.addAll(directTargets(decision));
    }
    if (decision.action() == Action.ALLOW) {
      targets.addAll(told);
      store.delete(decision.scope().key());
    } else if (governing != null && told.add(governing.policyId())) {
      store.put(decision.scope().key(), encode(told));
    }
    return targets;
  }

  /** {@link Targets#GLOBAL} and the policy that governs a decision. */
  static Set<String> directTargets(Decision decision) {
    PolicyStatus governing = decision.policy();
    return governing == null
        ? Set.of(Targets.GLOBAL)
        : new TreeSet<>(Set.of(Targets.GLOBAL, governing.policyId()));
  }

  void forget(String scopeKey) {
    store.delete(scopeKey);
  }

  private static boolean isNews(Decision decision) {
    Action before = decision.previousAction();
    return decision.action() != Action.ALLOW
        || (before != null && before != Action.ALLOW)
        || wouldAct(decision.policy());
  }

  private static boolean wouldAct(@Nullable PolicyStatus policy) {
    return policy != null && policy.mode() == Policy.Mode.SHADOW && policy.action() != Action.ALLOW;
  }

  private Set<String> told(String scopeKey) {
    byte[] stored = store.get(scopeKey);
    return stored == null ? new TreeSet<>() : decode(stored);
  }

  private static byte[] encode(Set<String> policies) {
    ByteWriter out = new ByteWriter(64).writeByte(FORMAT).writeVarint(policies.size());
    policies.forEach(out::writeString);
    return out.toByteArray();
  }

  private static Set<String> decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a told scope of unknown format " + format);
    }
    Set<String> policies = new TreeSet<>();
    for (int left = in.readCount(); left > 0; left--) {
      policies.add(in.readString());
    }
    return policies;
  }
}
