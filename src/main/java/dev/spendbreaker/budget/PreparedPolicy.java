package dev.spendbreaker.budget;

/** A policy with what is worked out of it once, so that a charge need not. */
public final class PreparedPolicy {
  private final Policy policy;
  private final long fingerprint;
  private final Thresholds withoutGrants;

  private PreparedPolicy(Policy policy) {
    this.policy = policy;
    this.fingerprint = PolicyCodec.fingerprint(policy);
    this.withoutGrants = Thresholds.of(policy, policy.limit());
  }

  static PreparedPolicy of(Policy policy) {
    return new PreparedPolicy(policy);
  }

  Policy policy() {
    return policy;
  }

  String id() {
    return policy.id();
  }

  /** See {@link PolicyCodec#fingerprint}. */
  long fingerprint() {
    return fingerprint;
  }

  /** What is asked for at which amounts, with the grants that are in force at an instant. */
  Thresholds thresholdsAt(long nowMillis) {
    return policy.grants().isEmpty()
        ? withoutGrants
        : Thresholds.of(policy, Thresholds.limitAt(policy, nowMillis));
  }

  /** Whether the policy has expired. */
  boolean isVoidAt(long nowMillis) {
    Long expiresAt = policy.expiresAtMillis();
    return expiresAt != null && expiresAt <= nowMillis;
  }
}
