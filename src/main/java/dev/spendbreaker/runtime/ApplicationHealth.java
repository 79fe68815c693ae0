package dev.spendbreaker.runtime;

import dev.spendbreaker.http.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Live: the streams have not died. Ready: Kafka answers, the streams run, the policies and prices
 * that stood in their topics have been read, and decisions are caught up.
 */
final class ApplicationHealth implements Health {
  private final KafkaStreams streams;
  private final BrokerProbe broker;
  private final Supplier<@Nullable DocumentCatchUp> documents;
  private final BooleanSupplier decisionsRead;
  private volatile boolean stopping;

  ApplicationHealth(
      KafkaStreams streams,
      BrokerProbe broker,
      Supplier<@Nullable DocumentCatchUp> documents,
      BooleanSupplier decisionsRead) {
    this.streams = streams;
    this.broker = broker;
    this.documents = documents;
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
    if (reasons.isEmpty()) {
      reasons.addAll(unread());
    }
    if (reasons.isEmpty() && !decisionsRead.getAsBoolean()) {
      reasons.add("the decisions are still being read");
    }
    return reasons;
  }

  private List<String> unread() {
    DocumentCatchUp catchUp = documents.get();
    return catchUp == null
        ? List.of("the policies and prices are still to be read")
        : catchUp.pending().stream().map(topic -> topic + " is still being read").toList();
  }
}
