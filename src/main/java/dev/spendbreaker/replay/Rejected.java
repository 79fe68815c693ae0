package dev.spendbreaker.replay;

/**
 * A message of which something cannot be used.
 *
 * @param place where it stands
 * @param reason as on the rejects topic
 */
public record Rejected(String place, String reason) {}
