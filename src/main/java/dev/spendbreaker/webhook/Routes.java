package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.document.NotificationDocuments;
import dev.spendbreaker.webhook.KnownPolicies.Known;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery goes: to the webhook as it is now, so that what waits for a wrong address goes
 * to the right one once that is set.
 */
final class Routes {
  /** For longer than this no decision waits until its policy has been read. */
  private static final long PATIENCE_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final int FORMAT = 1;

  private final KnownPolicies policies;
  private final KeyValueStore<String, byte[]> gone;
  private final @Nullable Webhook global;

  /**
   * @param gone the mark of the webhook, by target, that wants no more deliveries
   * @param global the webhook of the settings
   */
  Routes(KnownPolicies policies, KeyValueStore<String, byte[]> gone, @Nullable Webhook global) {
    this.policies = policies;
    this.gone = gone;
    this.global = global;
  }

  /** What is to be done with a delivery. */
  sealed interface Route {
    /** The policy has not been read as it was when it was decided by it. */
    record Unknown() implements Route {}

    /** There is no webhook, or nothing to tell it. */
    record Nowhere() implements Route {}

    /** The endpoint has answered 410. */
    record Gone() implements Route {}

    record Open(Webhook webhook, @Nullable Policy governing) implements Route {}
  }

  Route find(String target, Decision decision, long waitedMillis) {
    Known known = target.equals(Targets.GLOBAL) ? null : policies.find(target);
    if (waitedMillis < PATIENCE_MILLIS && isAhead(target, known, decision)) {
      return new Route.Unknown();
    }
    Webhook webhook = target.equals(Targets.GLOBAL) ? global : webhook(known);
    if (webhook == null || !NotificationDocuments.isTold(webhook.format(), decision)) {
      return new Route.Nowhere();
    }
    return Arrays.equals(gone.get(target), mark(target))
        ? new Route.Gone()
        : new Route.Open(webhook, governing(decision));
  }

  /** Whether a decision is by a revision of its policy that has not been read. */
  private static boolean isAhead(String target, @Nullable Known known, Decision decision) {
    PolicyStatus status = decision.policy();
    if (status == null || !status.policyId().equals(target)) {
      return false;
    }
    return known == null || known.revision() < status.policyRevision();
  }

  private static @Nullable Webhook webhook(@Nullable Known known) {
    return known == null || known.policy() == null ? null : known.policy().webhook();
  }

  private @Nullable Policy governing(Decision decision) {
    PolicyStatus status = decision.policy();
    Known known = status == null ? null : policies.find(status.policyId());
    return known == null ? null : known.policy();
  }

  /** Sends nothing more to a target until its webhook changes. */
  void close(String target) {
    gone.put(target, mark(target));
  }

  /** Sends to a target again. */
  void reopen(String target) {
    gone.delete(target);
  }

  /** Differs where the webhook does. Begins with a format. */
  private byte[] mark(String target) {
    ByteWriter out = new ByteWriter(64).writeByte(FORMAT);
    if (target.equals(Targets.GLOBAL)) {
      return out.writeNullableString(global == null ? null : global.url()).toByteArray();
    }
    Known known = policies.find(target);
    return out.writeVarint(known == null ? 0 : known.revision()).toByteArray();
  }
}
