package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.document.DeliveryStatus.Told;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.webhook.Queues.Lane;
import dev.spendbreaker.webhook.Routes.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * The deliveries of one partition: in a store, so that they outlive a restart and move with the
 * partition; those that wait also in {@link Queues}. An attempt that was under way when it stopped
 * is made again.
 */
final class Deliveries {
  private static final long POLICY_PAUSE_MILLIS = 200;
  private static final int PLACES = 4;
  private static final String NO_WEBHOOK = "there is no webhook for it any more";
  private static final String GONE =
      "the endpoint has answered 410 before: nothing is sent there until its webhook changes, or"
          + " somebody asks for a delivery again";

  private final ProcessorContext<String, byte[]> context;
  private final Sender sender;
  private final RetrySchedule schedule;
  private final long retentionMillis;
  private final StoredDeliveries store;
  private final KnownPolicies policies;
  private final ToldScopes scopes;
  private final Routes routes;
  private final Queues queues = new Queues(PLACES);
  private final Map<Lane, Sender.Flight> flights = new HashMap<>();
  private final DeliveryCounts counts;

  /** What came of attempts, told by threads of the sender. */
  private final Queue<Landed> landed = new ConcurrentLinkedQueue<>();

  private record Landed(Lane lane, Outcome outcome) {}

  Deliveries(ProcessorContext<String, byte[]> context, Sender sender, DeliverySettings settings) {
    this.context = context;
    this.sender = sender;
    schedule = new RetrySchedule(settings.retryDelays());
    retentionMillis = settings.retention().toMillis();
    store = new StoredDeliveries(context);
    counts = new DeliveryCounts(Meters.of(context.appConfigs()));
    policies = new KnownPolicies(context.getStateStore(WebhookNames.POLICY_STORE));
    scopes = new ToldScopes(context.getStateStore(WebhookNames.SCOPE_STORE));
    routes =
        new Routes(policies, context.getStateStore(WebhookNames.GONE_STORE), settings.global());
  }

  /** Queues what the store says is waiting. */
  void resume() {
    store
        .all(delivery -> delivery.state() == State.PENDING)
        .forEach(entry -> queue(entry.key, entry.value));
  }

  void take(String key, Event event) {
    long now = context.currentSystemTimeMs();
    if (event instanceof Event.Decided decided) {
      decided(decided.decision(), now);
    } else if (event instanceof Event.Unacknowledged kill) {
      unacknowledged(kill.kill(), now);
    } else if (event instanceof Event.PolicyChanged change) {
      policies.take(change, now);
      queues.hurry(change.policyId(), now);
    } else if (event instanceof Event.ResendRequested request) {
      resend(key, request.deliveryId(), now);
    } else {
      scopes.forget(key);
    }
    begin(now);
  }

  private void decided(Decision decision, long now) {
    Set<String> before = scopes.told(decision.scope());
    Set<String> targets = ToldScopes.targets(decision, before);
    targets.removeIf(target -> !deliver(target, decision, Told.DECISION, now));
    scopes.remember(decision, before, targets);
  }

  private void unacknowledged(Decision kill, long now) {
    for (String target : ToldScopes.directTargets(kill)) {
      deliver(target, kill, Told.KILL_UNACKNOWLEDGED, now);
    }
  }

  /** Returns whether there is anybody to tell. The same decision may come twice. */
  private boolean deliver(String target, Decision decision, Told told, long now) {
    if (routes.find(target, decision, 0) instanceof Route.Nowhere) {
      return false;
    }
    String key = Delivery.key(decision, told, target);
    if (store.find(key) == null) {
      String document = new String(DecisionDocuments.write(decision), UTF_8);
      Delivery delivery = Delivery.of(target, document, told, now);
      store.save(key, delivery);
      queue(key, delivery);
    }
    return true;
  }

  private void resend(String scopeKey, String deliveryId, long now) {
    for (KeyValue<String, Delivery> entry : store.ofScope(scopeKey)) {
      Delivery delivery = entry.value;
      if (delivery.state() == State.DEAD && delivery.status().id().equals(deliveryId)) {
        routes.reopen(delivery.target());
        Delivery again = delivery.again(now);
        store.save(entry.key, again);
        queue(entry.key, again);
      }
    }
  }

  /** Takes in what came of attempts, and begins those that are due. */
  void proceed(long now) {
    for (Landed next = landed.poll(); next != null; next = landed.poll()) {
      if (flights.remove(next.lane) != null) {
        land(next.lane, next.outcome, now);
      }
    }
    begin(now);
  }

  private void land(Lane lane, Outcome outcome, long now) {
    Delivery before = store.find(lane.first());
    if (before == null) {
      queues.finish(lane);
      return;
    }
    if (outcome.isGone()) {
      routes.close(lane.target);
    }
    Delivery after = before.after(outcome, schedule, now, ThreadLocalRandom.current().nextDouble());
    store.save(lane.first(), after);
    counts.add(after.state());
    if (after.state() == State.PENDING) {
      pauseIfBusy(lane.target, outcome, after);
      queues.retry(lane, after.dueMillis());
    } else {
      queues.finish(lane);
    }
  }

  private void pauseIfBusy(String target, Outcome outcome, Delivery after) {
    if (outcome.isBusy()) {
      queues.pause(target, after.dueMillis());
    }
  }

  /** A delivery that ends without an attempt makes room for another. */
  private void begin(long now) {
    List<Lane> due = queues.takeDue(now);
    while (!due.isEmpty()) {
      due.forEach(lane -> begin(lane, now));
      due = queues.takeDue(now);
    }
  }

  private void begin(Lane lane, long now) {
    Delivery delivery = store.find(lane.first());
    if (delivery == null) {
      queues.finish(lane);
      return;
    }
    Decision decision = delivery.decision();
    Route route = routes.find(lane.target, decision, now - delivery.createdMillis());
    if (route instanceof Route.Open open) {
      send(lane, delivery.told(), decision, open);
    } else if (route instanceof Route.Unknown) {
      queues.retry(lane, now + POLICY_PAUSE_MILLIS);
    } else {
      end(lane, delivery, route instanceof Route.Gone ? GONE : NO_WEBHOOK);
    }
  }

  private void send(Lane lane, Told told, Decision decision, Route.Open open) {
    Notification notification =
        new Notification(
            Delivery.webhookId(decision, told),
            lane.target,
            told,
            open.webhook(),
            decision,
            open.governing());
    flights.put(lane, sender.send(notification, outcome -> landed.add(new Landed(lane, outcome))));
  }

  private void end(Lane lane, Delivery delivery, String reason) {
    if (delivery.attempts() == 0 && reason.equals(NO_WEBHOOK)) {
      store.remove(lane.first(), delivery);
    } else {
      store.save(lane.first(), delivery.dead(reason));
      counts.add(State.DEAD);
    }
    queues.finish(lane);
  }

  /** Forgets what has been over for long. */
  void forget(long now) {
    store
        .all(delivery -> isOld(delivery, now))
        .forEach(entry -> store.remove(entry.key, entry.value));
    policies.forgetDeletedBefore(now - retentionMillis);
  }

  private boolean isOld(Delivery delivery, long now) {
    return delivery.state() != State.PENDING && now - delivery.dueMillis() > retentionMillis;
  }

  /** Gives up what is under way; whoever has the partition next begins it again. */
  void stop() {
    flights.values().forEach(Sender.Flight::abort);
    flights.clear();
  }

  private void queue(String key, Delivery delivery) {
    String lane = key.substring(0, key.lastIndexOf('\n'));
    queues.add(lane, delivery.target(), key, delivery.dueMillis());
  }
}
