package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.KillDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.KillStatus.State;
import dev.spendbreaker.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kills of one partition: whether somebody acknowledges each of them in time. They are in a
 * store; those that nobody has acknowledged also in memory, one for each scope at the most.
 */
final class Kills {
  private static final Logger LOG = LoggerFactory.getLogger(Kills.class);
  private static final char SEPARATOR = '\n';

  /** What was acknowledged while nobody read is read within this time. */
  private static final long RESUME_MILLIS = Duration.ofSeconds(5).toMillis();

  /** An acknowledgement may be read before its kill, but not by more than this. */
  private static final long EARLY_MILLIS = Duration.ofHours(1).toMillis();

  /** Clocks that are further ahead than this are not believed. */
  private static final long AHEAD_MILLIS = Duration.ofMinutes(5).toMillis();

  private final ProcessorContext<Object, Object> context;
  private final long timeoutMillis;
  private final long retentionMillis;
  private final KeyValueStore<String, byte[]> store;
  private final Counter unacknowledged;
  private final Timer decisionToAck;
  private final Map<String, Awaited> awaited = new HashMap<>();

  private record Awaited(String key, long sequence, long dueMillis) {}

  Kills(ProcessorContext<Object, Object> context, DeliverySettings settings) {
    this.context = context;
    timeoutMillis = settings.ackTimeout().toMillis();
    retentionMillis = settings.retention().toMillis();
    store = context.getStateStore(WebhookNames.KILL_STORE);
    Meters meters = Meters.of(context.appConfigs());
    unacknowledged = meters.unacknowledgedKills();
    decisionToAck = meters.decisionToAck();
  }

  /** Waits again for what the store says is awaited. */
  void resume(long now) {
    for (KeyValue<String, Kill> entry : entries(kill -> kill.state() == State.AWAITED)) {
      long due = Math.max(entry.value.seenMillis() + timeoutMillis, now + RESUME_MILLIS);
      await(entry.key, decision(entry.value), due);
    }
  }

  void decided(Decision decision, long now) {
    supersede(decision);
    if (decision.action() == Action.KILL) {
      watch(decision, now);
    }
  }

  /** A decision may come again, after later ones. */
  private void supersede(Decision decision) {
    Awaited before = awaited.get(decision.scope().key());
    if (before != null && before.sequence < decision.sequence()) {
      awaited.remove(decision.scope().key());
      save(before.key, kill(before.key).as(State.SUPERSEDED));
    }
  }

  private void watch(Decision decision, long now) {
    String document = new String(DecisionDocuments.write(decision), UTF_8);
    String key = key(decision.scope().key(), decision.decisionId());
    Kill known = find(key);
    if (known == null) {
      save(key, Kill.awaited(document, now));
      await(key, decision, now + timeoutMillis);
    } else if (known.document() == null) {
      acknowledge(key, known.decided(document));
    }
  }

  private void await(String key, Decision decision, long dueMillis) {
    awaited.put(decision.scope().key(), new Awaited(key, decision.sequence(), dueMillis));
  }

  /** The first that acknowledges a kill is remembered. */
  void acknowledged(String scopeKey, Ack said, long now) {
    String key = key(scopeKey, said.decisionId());
    Ack ack = said.isActedBy(now + AHEAD_MILLIS) ? said : said.at(now);
    Kill known = find(key);
    if (known == null) {
      save(key, Kill.early(ack, now));
    } else if (known.ack() == null) {
      awaited.values().removeIf(each -> each.key.equals(key));
      acknowledge(key, known.acknowledged(ack));
    }
  }

  private void acknowledge(String key, Kill kill) {
    save(key, kill);
    KillStatus status = kill.status();
    Long millis = status == null ? null : status.decisionToAckMillis();
    if (millis != null) {
      decisionToAck.record(millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Tells of the kills whose time is over, of each once. */
  void proceed(long now) {
    if (timeoutMillis == 0) {
      return;
    }
    List<Awaited> due = awaited.values().stream().filter(each -> each.dueMillis <= now).toList();
    awaited.values().removeAll(due);
    due.forEach(each -> tellOverdue(each.key, now));
  }

  private void tellOverdue(String key, long now) {
    Kill kill = kill(key).as(State.OVERDUE);
    save(key, kill);
    unacknowledged.increment();
    Event event = new Event.Unacknowledged(decision(kill));
    context.forward(new Record<Object, Object>(scopeKey(key), event, now), WebhookNames.DELIVER);
  }

  /** Its decisions are counted from the first again, should it come back. */
  void forgotten(String scopeKey) {
    awaited.remove(scopeKey);
    String prefix = scopeKey + SEPARATOR;
    List<KeyValue<String, Kill>> ofScope = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> some = store.range(prefix, prefix + '\uFFFF')) {
      some.forEachRemaining(
          entry -> ofScope.add(KeyValue.pair(entry.key, Kill.decode(entry.value))));
    }
    ofScope.forEach(this::remove);
  }

  /** Forgets what is old. */
  void forget(long now) {
    entries(kill -> isOld(kill, now)).forEach(this::remove);
  }

  private boolean isOld(Kill kill, long now) {
    boolean waitedFor = kill.state() == State.AWAITED && timeoutMillis > 0;
    long kept = kill.document() == null ? EARLY_MILLIS : retentionMillis;
    return !waitedFor && now - kill.seenMillis() > kept;
  }

  private List<KeyValue<String, Kill>> entries(Predicate<Kill> wanted) {
    List<KeyValue<String, Kill>> found = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        Kill kill = Kill.decode(entry.value);
        if (wanted.test(kill)) {
          found.add(KeyValue.pair(entry.key, kill));
        }
      }
    }
    return found;
  }

  private void remove(KeyValue<String, Kill> entry) {
    store.delete(entry.key);
    awaited.values().removeIf(each -> each.key.equals(entry.key));
    if (entry.value.document() == null) {
      LOG.warn("an acknowledgement is forgotten: no kill has the id {}", decisionId(entry.key));
    } else {
      tell(entry.key, null);
    }
  }

  private void save(String key, Kill kill) {
    store.put(key, kill.encode());
    KillStatus status = kill.status();
    if (status != null) {
      tell(key, KillDocuments.write(status));
    }
  }

  private void tell(String key, byte @Nullable [] document) {
    context.forward(
        new Record<Object, @Nullable Object>(
            decisionId(key), document, context.currentSystemTimeMs()),
        WebhookNames.KILLS);
  }

  private Kill kill(String key) {
    return Objects.requireNonNull(find(key), key);
  }

  private @Nullable Kill find(String key) {
    byte[] stored = store.get(key);
    return stored == null ? null : Kill.decode(stored);
  }

  private static Decision decision(Kill kill) {
    return DecisionDocuments.read(document(kill).getBytes(UTF_8));
  }

  private static String document(Kill kill) {
    return Objects.requireNonNull(kill.document());
  }

  /** Neither part holds a newline. */
  private static String key(String scopeKey, String decisionId) {
    return scopeKey + SEPARATOR + decisionId;
  }

  private static String scopeKey(String key) {
    return key.substring(0, key.indexOf(SEPARATOR));
  }

  private static String decisionId(String key) {
    return key.substring(key.indexOf(SEPARATOR) + 1);
  }
}
