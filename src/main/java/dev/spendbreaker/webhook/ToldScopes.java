package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
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
 * news. Of policies without a webhook nothing is remembered.
 */
final class ToldScopes {
  private static final int FORMAT = 1;

  private final KeyValueStore<String, byte[]> store;

  ToldScopes(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /**
   * Whom a decision is to be told: the policies whose webhooks, and {@link Targets#GLOBAL}.
   *
   * @param before those who were told that the scope is warned or stopped
   */
  static Set<String> targets(Decision decision, Set<String> before) {
    Set<String> targets = new TreeSet<>();
    if (isNews(decision)) {
      targets.addAll(directTargets(decision));
    }
    if (decision.action() == Action.ALLOW) {
      targets.addAll(before);
    }
    return targets;
  }

  /** The policies whose webhooks were told that a scope is warned or stopped. */
  Set<String> told(Scope scope) {
    byte[] stored = store.get(scope.key());
    return stored == null ? new TreeSet<>() : decode(stored);
  }

  /**
   * Remembers who is told of a decision.
   *
   * @param before those who were told before it
   * @param now those who are told of it
   */
  void remember(Decision decision, Set<String> before, Set<String> now) {
    if (decision.action() == Action.ALLOW) {
      forget(decision.scope().key());
      return;
    }
    Set<String> after = new TreeSet<>(before);
    now.stream().filter(target -> !target.equals(Targets.GLOBAL)).forEach(after::add);
    if (!after.equals(before)) {
      store.put(decision.scope().key(), encode(after));
    }
  }

  /** {@link Targets#GLOBAL} and the policy that governs a decision. */
  static Set<String> directTargets(Decision decision) {
    PolicyStatus governing = decision.policy();
    return governing == null
        ? Set.of(Targets.GLOBAL)
        : new TreeSet<>(Set.of(Targets.GLOBAL, governing.policyId()));
  }

  void forget(String scopeKey) {
    if (store.get(scopeKey) != null) {
      store.delete(scopeKey);
    }
  }

  /**
   * Whether nobody can want to hear of a decision: that a scope is allowed for the first time. A
   * later one may end what was told, also where decisions before it have been compacted away.
   */
  static boolean isNoNews(Decision decision) {
    return decision.sequence() == 1 && !isNews(decision);
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
