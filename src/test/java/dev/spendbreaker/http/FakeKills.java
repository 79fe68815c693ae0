package dev.spendbreaker.http;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.query.KillQueries;
import dev.spendbreaker.query.NotReadyException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills in memory; remembers who acknowledged what. */
final class FakeKills implements KillQueries, AckWriter {
  final Map<String, KillStatus> byId = new ConcurrentHashMap<>();

  /** By the key of the scope that they were written under. */
  final Map<String, Ack> acks = new ConcurrentHashMap<>();

  volatile boolean ready = true;

  /** How often it was asked for a kill. */
  final AtomicInteger asked = new AtomicInteger();

  void add(KillStatus kill) {
    byId.put(kill.decisionId(), kill);
  }

  @Override
  public Optional<KillStatus> kill(String decisionId) {
    asked.incrementAndGet();
    if (!ready) {
      throw new NotReadyException("the kills are still being read");
    }
    return Optional.ofNullable(byId.get(decisionId));
  }

  @Override
  public CompletableFuture<Void> acknowledge(Scope scope, Ack ack) {
    acks.put(scope.key(), ack);
    return CompletableFuture.completedFuture(null);
  }
}
