package dev.spendbreaker.gate;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Ack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops agents that run in this JVM: knows from the decisions topic, in memory, which calls may be
 * made. Needs Kafka, and no connection to a Spendbreaker instance.
 *
 * <pre>{@code
 * try (KillSwitch killSwitch =
 *     KillSwitch.builder().bootstrapServers("kafka-1:9092").build()) {
 *   killSwitch.awaitReady(Duration.ofSeconds(10));
 *   while (agent.hasWork()) {
 *     Check check = killSwitch.check(Scope.task("research-agent", "run-42"));
 *     if (!check.isAllowed()) {
 *       throw new BudgetExceeded(String.valueOf(check.verdict()));
 *     }
 *     agent.step();
 *   }
 * }
 * }</pre>
 *
 * <p>One is enough for a process; it may be used from any thread. A check takes well under a
 * microsecond and no lock. Before the decisions have been read, and where Kafka has told nothing
 * for longer than the maximum age, checks are refused, or answered by what is known where it {@link
 * Builder#failOpen fails open}. It connects again by itself.
 */
public final class KillSwitch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KillSwitch.class);

  private final Gate gate;
  private final List<Consumer<Decision>> listeners = new CopyOnWriteArrayList<>();
  private final DecisionFeed feed;
  private final AckSender acks;
  private volatile boolean live;

  private KillSwitch(Builder builder) {
    gate = new Gate(builder.failOpen, builder.maxAge);
    feed =
        DecisionFeed.startInBackground(
            builder.properties, builder.topic, DecisionFeed.From.BEGINNING, new Following());
    acks = new AckSender(builder.properties, builder.acksTopic);
  }

  /** Begins to describe a kill switch. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether a call may be made.
   *
   * @param scope all that is known of the call, at least its agent; its task matters where tasks
   *     have budgets
   */
  public Check check(Scope scope) {
    return check(scope.values());
  }

  /**
   * Whether a call may be made.
   *
   * @param dimensions of the call, such as {@code agent}, {@code task} and {@code team}, with their
   *     values
   */
  public Check check(Map<String, String> dimensions) {
    return gate.check(dimensions);
  }

  /**
   * Calls a listener with each decision from now on, on a thread of the kill switch: it must return
   * fast. What was decided before is for {@link #check} to tell, so call that after this. After
   * troubles with Kafka a decision may come again.
   */
  public void onDecision(Consumer<Decision> listener) {
    listeners.add(listener);
  }

  /**
   * Tells that a kill was acted on: what it was to stop has stopped. Whoever watches over kills
   * learns of it by the acks topic, which this needs to write to. Comes back at once, but for up to
   * five seconds where it has to connect first.
   *
   * @param scope of the decision or verdict that was acted on
   * @param decisionId its id
   * @param by who acted, for people, at most 200 characters
   * @return done once Kafka has it; fails with what Kafka says where it does not take it
   */
  public CompletableFuture<Void> acknowledge(Scope scope, String decisionId, String by) {
    return acks.send(scope, new Ack(decisionId, by, System.currentTimeMillis()));
  }

  /** Whether all that was decided before has been read. */
  public boolean isReady() {
    return gate.isReady();
  }

  /**
   * Waits until it is ready for the first time.
   *
   * @return whether it is; false where the time ran out
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return feed.awaitCaughtUp(timeout);
  }

  /** Disconnects from Kafka and ends its threads. Checks are answered by what was known. */
  @Override
  public void close() {
    feed.close();
    acks.close();
  }

  private void tell(Decision decision) {
    for (Consumer<Decision> listener : listeners) {
      try {
        listener.accept(decision);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed on decision {}", decision.decisionId(), e);
      }
    }
  }

  /** Lets the gate know first, so that a listener that checks finds what it is told. */
  private final class Following implements DecisionListener {
    @Override
    public void decided(DecisionRecord record) {
      gate.decided(record);
      if (live) {
        tell(record.decision());
      }
    }

    @Override
    public void forgotten(Scope scope) {
      gate.forgotten(scope);
    }

    @Override
    public void current(long asOfNanos) {
      gate.current(asOfNanos);
      live = true;
    }

    @Override
    public void startedOver() {
      gate.startedOver();
    }
  }

  /** Describes a kill switch. */
  public static final class Builder {
    private final Map<String, Object> properties = new HashMap<>();
    private String topic = "budget-decisions";
    private String acksTopic = "budget-acks";
    private Duration maxAge = Duration.ofSeconds(30);
    private boolean failOpen;

    private Builder() {
      bootstrapServers("127.0.0.1:9092");
    }

    /** The brokers to connect to first, {@code host:port[,host:port]}. */
    public Builder bootstrapServers(String servers) {
      return property(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    }

    /**
     * A property of the Kafka consumer, such as {@code security.protocol}; and of the producer of
     * acknowledgements, where producers have it.
     */
    public Builder property(String name, Object value) {
      properties.put(name, value);
      return this;
    }

    /** The decisions topic; {@code budget-decisions} where it is not given. */
    public Builder topic(String name) {
      topic = name;
      return this;
    }

    /** The topic for acknowledgements; {@code budget-acks} where it is not given. */
    public Builder acksTopic(String name) {
      acksTopic = name;
      return this;
    }

    /**
     * How long Kafka may tell nothing until what is known counts as too old; 30 seconds where it is
     * not given. Kafka is asked once a second.
     */
    public Builder maxAge(Duration age) {
      maxAge = age;
      return this;
    }

    /**
     * Whether calls may go on, unless something is known against them, while decisions are not
     * known or too old. They may not where this is not given.
     */
    public Builder failOpen(boolean open) {
      failOpen = open;
      return this;
    }

    /** Connects in the background; comes back at once, also where Kafka is away. */
    public KillSwitch build() {
      return new KillSwitch(this);
    }
  }
}
