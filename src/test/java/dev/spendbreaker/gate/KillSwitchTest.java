package dev.spendbreaker.gate;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.AckDocuments;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class KillSwitchTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Scope AGENT = Scope.agent("a1");
  private static final Scope TASK = Scope.task("a1", "run/42");

  @TempDir Path directory;

  @Test
  void shouldKnowWhatWasDecidedBeforeItStartedAndWhatIsDecidedAfter() throws Exception {
    KAFKA.createTopic("ks-both", 3);
    write("ks-both", decision(AGENT, Action.BLOCK).build());
    write("ks-both", decision(Scope.agent("a2"), Action.BLOCK).build());
    KAFKA.produce("ks-both", "agent/a2", null);
    KAFKA.produce("ks-both", "agent/a3", "{\"not\": \"a decision\"}");
    try (KillSwitch killSwitch = killSwitch("ks-both")) {
      assertThat(killSwitch.awaitReady(TIMEOUT)).isTrue();

      assertThat(killSwitch.check(TASK).action()).isEqualTo(Action.BLOCK);
      assertThat(killSwitch.check(Map.of("agent", "a2")).isAllowed()).isTrue();
      assertThat(killSwitch.check(Map.of("agent", "a3")).isAllowed()).isTrue();

      write("ks-both", decision(TASK, Action.KILL).build());
      Eventually.gives(TIMEOUT, Action.KILL, () -> killSwitch.check(TASK).action());
      assertThat(killSwitch.check(AGENT).action()).isEqualTo(Action.BLOCK);
    }
  }

  @Test
  void shouldTellItsListenersOfNewDecisionsOnlyAndEachInItsTurn() throws Exception {
    KAFKA.createTopic("ks-listen", 3);
    write("ks-listen", decision(AGENT, Action.WARN).build());
    List<Decision> told = new CopyOnWriteArrayList<>();
    List<Action> checked = new CopyOnWriteArrayList<>();
    try (KillSwitch killSwitch = killSwitch("ks-listen")) {
      killSwitch.onDecision(
          decision -> {
            throw new IllegalStateException("a listener of the test that fails");
          });
      killSwitch.onDecision(told::add);
      killSwitch.onDecision(made -> checked.add(killSwitch.check(made.scope()).action()));
      assertThat(killSwitch.awaitReady(TIMEOUT)).isTrue();

      Decision block = decision(AGENT, Action.BLOCK).sequence(2).build();
      Decision kill = decision(AGENT, Action.KILL).sequence(3).build();
      write("ks-listen", block);
      write("ks-listen", kill);

      Eventually.gives(TIMEOUT, 2, checked::size);
      assertThat(told).containsExactly(block, kill);
      assertThat(checked.get(1)).isEqualTo(Action.KILL);
    }
  }

  @Test
  void shouldUseOverridesOfTheTopic() throws Exception {
    KAFKA.createTopic("ks-override", 1);
    write("ks-override", decision(AGENT, Action.KILL).build());
    String allow = new String(DecisionDocuments.write(decision(TASK, Action.ALLOW).build()), UTF_8);
    KAFKA.produce(
        "ks-override", TASK.key(), allow.replaceFirst("\\{", "{\"precedence\":\"override\","));
    try (KillSwitch killSwitch = killSwitch("ks-override")) {
      assertThat(killSwitch.awaitReady(TIMEOUT)).isTrue();

      assertThat(killSwitch.check(AGENT).action()).isEqualTo(Action.KILL);
      assertThat(killSwitch.check(TASK).action()).isEqualTo(Action.ALLOW);
    }
  }

  @Test
  void shouldLeaveNoThreadWhenItIsClosed() throws Exception {
    KAFKA.createTopic("ks-threads", 1);
    List<Thread> before = threads();
    KillSwitch reading = killSwitch("ks-threads");
    assertThat(reading.awaitReady(TIMEOUT)).isTrue();
    KillSwitch connecting =
        KillSwitch.builder().bootstrapServers("127.0.0.1:" + Free.port()).build();
    Eventually.gives(TIMEOUT, 2, () -> threads().size() - before.size());

    reading.close();
    connecting.close();

    assertThat(threads()).isEqualTo(before);
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("decision-feed"))
        .toList();
  }

  @Test
  void shouldTellThatAKillWasActedOn() throws Exception {
    KAFKA.createTopic("ks-kills", 1);
    KAFKA.createTopic("ks-acks", 1);
    Decision kill = decision(TASK, Action.KILL).build();
    write("ks-kills", kill);
    KillSwitch killSwitch =
        KillSwitch.builder()
            .bootstrapServers(KAFKA.bootstrapServers())
            .topic("ks-kills")
            .acksTopic("ks-acks")
            .property("fetch.min.bytes", 1)
            .build();
    assertThat(killSwitch.awaitReady(TIMEOUT)).isTrue();
    long before = System.currentTimeMillis();

    Verdict verdict = Objects.requireNonNull(killSwitch.check(TASK).verdict());
    killSwitch
        .acknowledge(verdict.scope(), verdict.decisionId().toString(), "worker-7")
        .get(30, TimeUnit.SECONDS);
    killSwitch.close();

    ConsumerRecord<byte[], byte[]> record =
        KAFKA.consumeUntil("ks-acks", read -> read.size() == 1, TIMEOUT).get(0);
    Ack ack = AckDocuments.read(record.value());
    assertThat(new String(record.key(), UTF_8)).isEqualTo("agent/a1/task/run%2F42");
    assertThat(ack.decisionId()).isEqualTo(kill.decisionId());
    assertThat(ack.by()).isEqualTo("worker-7");
    assertThat(ack.actedMillis()).isBetween(before, System.currentTimeMillis());
    assertThat(killSwitch.acknowledge(TASK, kill.decisionId(), "late")).isCompletedExceptionally();
  }

  /** It starts before Kafka, outlives it, and goes on where it was. */
  @Test
  void shouldFollowABrokerThatComesGoesAndComesBack() throws Exception {
    int port = Free.port();
    List<Decision> told = new CopyOnWriteArrayList<>();
    try (KillSwitch killSwitch =
        KillSwitch.builder()
            .bootstrapServers("127.0.0.1:" + port)
            .maxAge(Duration.ofSeconds(3))
            .build()) {
      killSwitch.onDecision(told::add);
      assertThat(killSwitch.isReady()).isFalse();
      assertThat(killSwitch.check(AGENT).isUndecided()).isTrue();

      try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port, Map.of())) {
        createTopic(broker);
        assertThat(killSwitch.awaitReady(TIMEOUT)).isTrue();
        write(broker, decision(AGENT, Action.BLOCK).build());
        Eventually.gives(TIMEOUT, Action.BLOCK, () -> killSwitch.check(TASK).action());
      }

      Eventually.holds(TIMEOUT, () -> assertThat(killSwitch.check(AGENT).isUndecided()).isTrue());

      try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port, Map.of())) {
        Decision kill = decision(AGENT, Action.KILL).sequence(2).build();
        write(broker, kill);
        Eventually.gives(TIMEOUT, Action.KILL, () -> killSwitch.check(TASK).action());
        assertThat(told).extracting(Decision::sequence).containsExactly(1L, 2L);
      }
    }
  }

  @Test
  void shouldReadATopicAnewThatWasDeletedAndCreatedAgain() throws Exception {
    KAFKA.createTopic("ks-anew", 1);
    write("ks-anew", decision(AGENT, Action.BLOCK).build());
    write("ks-anew", decision(Scope.agent("a2"), Action.BLOCK).build());
    try (KillSwitch killSwitch = killSwitch("ks-anew")) {
      assertThat(killSwitch.awaitReady(TIMEOUT)).isTrue();

      KAFKA.admin().deleteTopics(List.of("ks-anew")).all().get();
      Eventually.holds(TIMEOUT, () -> KAFKA.createTopic("ks-anew", 1));
      write("ks-anew", decision(AGENT, Action.KILL).build());

      Eventually.gives(TIMEOUT, Action.KILL, () -> killSwitch.check(AGENT).action());
      assertThat(killSwitch.check(Scope.agent("a2")).isAllowed()).isTrue();
    }
  }

  private static KillSwitch killSwitch(String topic) {
    return KillSwitch.builder()
        .bootstrapServers(KAFKA.bootstrapServers())
        .property("client.id", "test-of-" + topic)
        .topic(topic)
        .build();
  }

  private static void write(String topic, Decision decision) {
    KAFKA.produce(
        new ProducerRecord<>(
            topic, decision.scope().key().getBytes(UTF_8), DecisionDocuments.write(decision)));
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("budget-decisions", 2, (short) 1))).all().get();
    }
  }

  private static void write(EmbeddedBroker broker, Decision decision) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  "budget-decisions",
                  decision.scope().key().getBytes(UTF_8),
                  DecisionDocuments.write(decision)))
          .get();
    }
  }
}
