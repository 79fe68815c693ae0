package dev.spendbreaker.runtime;

import static dev.spendbreaker.runtime.Finding.Severity.FATAL;
import static dev.spendbreaker.runtime.Finding.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.testing.KafkaBroker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("integration")
class TopicsIntegrationTest {
  @RegisterExtension static final KafkaBroker kafka = new KafkaBroker();

  @Test
  void shouldCreateWhatIsMissingAndFindItAllRight() throws Exception {
    Settings settings = settings("fresh", Map.of("internal.partitions", "3"));
    Topics topics = new Topics(settings);

    try (Admin admin = KafkaAdmin.connect(settings)) {
      assertThat(topics.check(admin))
          .hasSize(9)
          .allMatch(finding -> finding.what().equals("does not exist"));

      assertThat(topics.create(admin)).isEqualTo(topics.wanted());

      assertThat(topics.check(admin)).isEmpty();
      assertThat(topics.create(admin)).isEmpty();
      assertThat(partitions(admin, "fresh-spans")).isEqualTo(3);
      assertThat(partitions(admin, "fresh-policies")).isEqualTo(1);
    }
  }

  @Test
  void shouldLeaveExistingTopicsAloneAndSayWhatIsWrongWithThem() throws Exception {
    Settings settings = settings("used", Map.of());
    Topics topics = new Topics(settings);
    kafka.createTopic("used-spans", 1, Map.of("max.message.bytes", "20000000"));
    kafka.createTopic("used-policies", 2, Map.of("cleanup.policy", "delete"));
    kafka.createTopic("used-decisions", 1, Map.of("cleanup.policy", "compact"));

    try (Admin admin = KafkaAdmin.connect(settings)) {
      assertThat(topics.create(admin))
          .extracting(WantedTopic::name)
          .containsExactly(
              "used-prices",
              "used-logs",
              "used-rejects",
              "used-deliveries",
              "used-acks",
              "used-kills");

      assertThat(topics.check(admin))
          .extracting(finding -> finding.topic() + " " + finding.severity())
          .containsExactly("used-policies " + FATAL, "used-decisions " + WARNING);
    }
  }

  @Test
  void shouldShareTheWorkWithAnInstanceThatCreatesTheSame() throws Exception {
    Settings settings = settings("race", Map.of());
    CyclicBarrier start = new CyclicBarrier(4);
    ExecutorService instances = Executors.newFixedThreadPool(4);
    List<Future<List<WantedTopic>>> created = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      created.add(
          instances.submit(
              () -> {
                try (Admin admin = KafkaAdmin.connect(settings)) {
                  start.await();
                  return new Topics(settings).create(admin);
                }
              }));
    }

    List<WantedTopic> all = new ArrayList<>();
    for (Future<List<WantedTopic>> ofOne : created) {
      all.addAll(ofOne.get());
    }

    assertThat(all).containsExactlyInAnyOrderElementsOf(new Topics(settings).wanted());
    instances.shutdown();
  }

  @Test
  void shouldSayThatThereAreTooFewBrokersForTheReplicas() throws Exception {
    Settings settings = settings("replicated", Map.of("replication.factor", "3"));

    try (Admin admin = KafkaAdmin.connect(settings)) {
      assertThatThrownBy(() -> new Topics(settings).create(admin))
          .isInstanceOfSatisfying(
              TopicsException.class,
              e ->
                  assertThat(e.problems())
                      .hasSize(9)
                      .allMatch(problem -> problem.contains("Lower 'replication.factor'")));
    }
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    Map<String, TopicDescription> found =
        admin.describeTopics(List.of(topic)).allTopicNames().get();
    return found.values().iterator().next().partitions().size();
  }

  /** Topics whose names no other test uses. */
  private static Settings settings(String prefix, Map<String, String> more) throws Exception {
    Map<String, String> flags = new HashMap<>(more);
    flags.put("bootstrap.servers", kafka.bootstrapServers());
    for (String topic :
        List.of(
            "spans",
            "policies",
            "prices",
            "decisions",
            "logs",
            "rejects",
            "deliveries",
            "acks",
            "kills")) {
      flags.put(topic + ".topic", prefix + "-" + topic);
    }
    return Settings.load(flags, Map.of(), null);
  }
}
