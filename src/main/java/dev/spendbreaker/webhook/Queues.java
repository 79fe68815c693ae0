package dev.spendbreaker.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Which delivery is next: in memory, made anew from the store after a restart. The deliveries of
 * one scope to one target form a lane, which has one under way at a time, in their order. Lanes of
 * one target share a few places; targets share nothing.
 */
final class Queues {
  /** What is to be delivered, one after the other. */
  static final class Lane {
    final String target;
    private final String name;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private Lane(String target, String name) {
      this.target = target;
      this.name = name;
    }

    /** The key of the delivery that is next. */
    String first() {
      return waiting.element().key;
    }

    private long dueMillis() {
      return waiting.element().dueMillis;
    }
  }

  private record Waiting(String key, long dueMillis) {}

  /** What is known of a target while it has lanes. */
  private static final class Endpoint {
    final PriorityQueue<Lane> idle = new PriorityQueue<>(Comparator.comparingLong(Lane::dueMillis));
    int underWay;
    long pausedUntilMillis;
  }

  private final int places;
  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  /**
   * Empty queues.
   *
   * @param places how many deliveries to one target may be under way
   */
  Queues(int places) {
    this.places = places;
  }

  /** Puts a delivery at the end of its lane. */
  void add(String laneName, String target, String key, long dueMillis) {
    Lane lane = lanes.get(laneName);
    Waiting waiting = new Waiting(key, dueMillis);
    if (lane != null) {
      lane.waiting.add(waiting);
      return;
    }
    Lane added = new Lane(target, laneName);
    added.waiting.add(waiting);
    lanes.put(laneName, added);
    endpoints.computeIfAbsent(target, none -> new Endpoint()).idle.add(added);
  }

  /** Takes the lanes whose first delivery is due, as far as there are places for them. */
  List<Lane> takeDue(long nowMillis) {
    List<Lane> due = new ArrayList<>();
    for (Endpoint endpoint : endpoints.values()) {
      while (endpoint.underWay < places
          && endpoint.pausedUntilMillis <= nowMillis
          && !endpoint.idle.isEmpty()
          && endpoint.idle.element().dueMillis() <= nowMillis) {
        due.add(endpoint.idle.remove());
        endpoint.underWay++;
      }
    }
    return due;
  }

  /** The first delivery of a lane that was taken is over: the next may follow. */
  void finish(Lane lane) {
    lane.waiting.remove();
    giveBack(lane);
  }

  /** The first delivery of a lane that was taken is to be tried again. */
  void retry(Lane lane, long dueMillis) {
    Waiting first = lane.waiting.remove();
    lane.waiting.addFirst(new Waiting(first.key, dueMillis));
    giveBack(lane);
  }

  private void giveBack(Lane lane) {
    Endpoint endpoint = endpoint(lane.target);
    endpoint.underWay--;
    if (!lane.waiting.isEmpty()) {
      endpoint.idle.add(lane);
      return;
    }
    lanes.remove(lane.name);
    if (endpoint.idle.isEmpty() && endpoint.underWay == 0) {
      endpoints.remove(lane.target);
    }
  }

  private Endpoint endpoint(String target) {
    Endpoint endpoint = endpoints.get(target);
    if (endpoint == null) {
      throw new IllegalStateException("a lane of no endpoint: " + target);
    }
    return endpoint;
  }

  /** Begins no deliveries to a target before an instant. */
  void pause(String target, long untilMillis) {
    Endpoint endpoint = endpoints.get(target);
    if (endpoint != null) {
      endpoint.pausedUntilMillis = untilMillis;
    }
  }

  /** Makes all that waits for a target due at once: its webhook has changed. */
  void hurry(String target, long nowMillis) {
    Endpoint endpoint = endpoints.get(target);
    if (endpoint == null) {
      return;
    }
    endpoint.pausedUntilMillis = 0;
    List<Lane> idle = new ArrayList<>(endpoint.idle);
    endpoint.idle.clear();
    for (Lane lane : idle) {
      Waiting first = lane.waiting.remove();
      lane.waiting.addFirst(new Waiting(first.key, Math.min(first.dueMillis, nowMillis)));
      endpoint.idle.add(lane);
    }
  }
}
