package dev.spendbreaker.runtime;

import dev.spendbreaker.http.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Live: the streams have not died. Ready: Kafka answers, the streams run, policies and decisions
 * are caught up.
 */
final class ApplicationHealth implements Health {
  private final KafkaStreams streams;
  private final BrokerProbe broker;
  private final Supplier<@Nullable PolicyCatchUp> policies;
  private final BooleanSupplier decisionsRead;
  private volatile boolean stopping;

  ApplicationHealth(
      KafkaStreams streams,
      BrokerProbe broker,
      Supplier<@Nullable PolicyCatchUp> policies,
      BooleanSupplier decisionsRead) {
    this.streams = streams;
    this.broker = broker;
    this.policies = policies;
    this.decisionsRead = decisionsRead;
  }

  /** From now on not ready: the application drains. */
  void stopping() {
    stopping = true;
  }

  @Override
  public boolean live() {
    return streams.state() != KafkaStreams.State.ERROR;
  }

  @Override
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>();
    if (stopping) {
      reasons.add("stopping");
    }
    if (!broker.isReachable()) {
      reasons.add(broker.problem());
    }
    if (streams.state() != KafkaStreams.State.RUNNING) {
      reasons.add("the streams are not running yet (state " + streams.state() + ")");
    }
    PolicyCatchUp catchUp = policies.get();
    if (reasons.isEmpty() && (catchUp == null || !catchUp.isDone())) {
      reasons.add("the policies are still being read");
    }
    if (reasons.isEmpty() && !decisionsRead.getAsBoolean()) {
      reasons.add("the decisions are still being read");
    }
    return reasons;
  }
}
