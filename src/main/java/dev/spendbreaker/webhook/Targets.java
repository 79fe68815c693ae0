package dev.spendbreaker.webhook;

/** Whose webhook a delivery goes to: the policy with an id, or the settings. */
final class Targets {
  /** The webhook of the settings, which is told of everything. No policy has an empty id. */
  static final String GLOBAL = "";

  private Targets() {}
}
