package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Scope;
import java.util.List;

/** Hands everything on to several listeners, in their order. */
final class DecisionListeners implements DecisionListener {
  private final List<DecisionListener> listeners;

  DecisionListeners(List<DecisionListener> listeners) {
    this.listeners = listeners;
  }

  @Override
  public void decided(DecisionRecord record) {
    listeners.forEach(listener -> listener.decided(record));
  }

  @Override
  public void forgotten(Scope scope) {
    listeners.forEach(listener -> listener.forgotten(scope));
  }

  @Override
  public void current(long asOfNanos) {
    listeners.forEach(listener -> listener.current(asOfNanos));
  }

  @Override
  public void startedOver() {
    listeners.forEach(DecisionListener::startedOver);
  }
}
