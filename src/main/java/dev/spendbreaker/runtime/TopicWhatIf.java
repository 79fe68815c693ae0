package dev.spendbreaker.runtime;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.ScopePattern;
import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.http.WhatIf;
import dev.spendbreaker.replay.Preview;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.replay.ReplayRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Previews from the topics themselves, as {@code spendbreaker replay} does, within limits. */
final class TopicWhatIf implements WhatIf, AutoCloseable {
  private static final int RETRY_SECONDS = 2;

  private final Settings settings;
  private volatile boolean closed;

  TopicWhatIf(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Preview preview(Policy policy, List<Policy> inForce, Duration over, Watcher watcher)
      throws ReplayException {
    long from = System.currentTimeMillis() - over.toMillis();
    ReplayRequest request = new ReplayRequest(with(policy, inForce), List.of(), from, null);
    Watcher whileOpen = (read, toRead, time) -> !closed && watcher.at(read, toRead, time);
    try {
      return Preview.of(
          policy,
          TopicReplay.run(
              settings, request, topic -> new PreviewLimits(settings.whatIf(), whileOpen)));
    } catch (UnreachableException e) {
      throw new Problem(
              503,
              "kafka_unavailable",
              String.valueOf(e.getMessage()),
              "try again; if it stays so, see whether Kafka is up")
          .retryAfter(RETRY_SECONDS)
          .exception();
    } catch (TopicsException | InvalidSettingsException e) {
      throw new Problem(
              500, "kafka_refused", String.valueOf(e.getMessage()), "see the log of Spendbreaker")
          .exception();
    }
  }

  /**
   * The policy, and those of the others that can govern one of its scopes, too: decisions about a
   * scope are made by policies of its dimensions alone, and each one less may be a topic less long
   * to read.
   */
  private static List<Policy> with(Policy policy, List<Policy> inForce) {
    List<Policy> together = new ArrayList<>();
    together.add(policy);
    inForce.stream()
        .filter(other -> !other.id().equals(policy.id()))
        .filter(other -> overlap(policy.scope(), other.scope()))
        .forEach(together::add);
    return together;
  }

  private static boolean overlap(ScopePattern one, ScopePattern other) {
    return one.shape().equals(other.shape())
        && one.values().entrySet().stream().allMatch(entry -> overlap(entry, other.values()));
  }

  private static boolean overlap(Map.Entry<String, String> value, Map<String, String> others) {
    String other = others.get(value.getKey());
    return value.getValue().equals(other)
        || value.getValue().equals(ScopePattern.ANY)
        || ScopePattern.ANY.equals(other);
  }

  /** Lets those that are under way end. */
  @Override
  public void close() {
    closed = true;
  }
}
