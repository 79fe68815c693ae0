package dev.spendbreaker.http;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.replay.Preview;
import dev.spendbreaker.replay.ReplayException;
import java.time.Duration;
import java.util.List;

/** Replays the recent past under another policy. */
@FunctionalInterface
public interface WhatIf {
  /** Is told how far it has come, on the thread that asks. */
  @FunctionalInterface
  interface Watcher {
    /**
     * How far it has come, after each record; a topic is read after the other.
     *
     * @param toRead records of the topic, at the most
     * @param timeMillis of the last record
     * @return whether somebody still waits for it
     */
    boolean at(long read, long toRead, long timeMillis);
  }

  /**
   * Holds a policy against what arrived lately. Takes its time, up to a limit, and less than half
   * of that is work.
   *
   * @param inForce the policies there are; the one of the same id is replaced
   * @param over how long ago the policy comes into force
   * @throws ReplayException where nothing arrived
   * @throws ProblemException where the topics cannot be read
   */
  Preview preview(Policy policy, List<Policy> inForce, Duration over, Watcher watcher)
      throws ReplayException;
}
