package dev.spendbreaker.gate;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.KafkaBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("integration")
class TopicArchiveTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Scope AGENT = Scope.agent("a1");
  private static final Scope OTHER = Scope.agent("a2");
  private static final int BLOCK = 5;

  private static TopicArchive archive(String topic) {
    Map<String, Object> config = Map.of("bootstrap.servers", KAFKA.bootstrapServers());
    return new TopicArchive(config, topic, BLOCK);
  }

  private static void write(String topic, Scope scope, long... sequences) {
    for (long sequence : sequences) {
      Decision made = decision(scope, Action.WARN).sequence(sequence).build();
      KAFKA.produce(
          new ProducerRecord<>(topic, scope.key().getBytes(UTF_8), DecisionDocuments.write(made)));
    }
  }

  @Test
  void shouldReadFromAnyPositionToTheEnd() {
    KAFKA.createTopic("archive-after", 3);
    for (int agent = 0; agent < 10; agent++) {
      write("archive-after", Scope.agent("a" + agent), 1, 2, 3);
    }
    KAFKA.produce("archive-after", "agent/a3", null);
    KAFKA.produce("archive-after", "agent/a3", "no decision");
    try (TopicArchive archive = archive("archive-after")) {
      List<DecisionRecord> all = new ArrayList<>();
      DecisionSlice slice = archive.after(DecisionPosition.START, 1).join();
      all.addAll(slice.records());
      while (!slice.atEnd()) {
        slice = archive.after(slice.next(), 1).join();
        all.addAll(slice.records());
      }

      assertThat(all)
          .extracting(r -> r.decision().decisionId())
          .hasSize(30)
          .doesNotHaveDuplicates();
      assertThat(archive.after(slice.next(), 10).join().records()).isEmpty();
      DecisionPosition beforeTheLast = DecisionPosition.START;
      for (DecisionRecord record : all.subList(0, 29)) {
        beforeTheLast = beforeTheLast.after(record);
      }
      assertThat(archive.after(beforeTheLast, 10).join().records()).containsExactly(all.get(29));
    }
  }

  @Test
  void shouldRefuseAPositionThatIsNoneOfTheTopic() {
    KAFKA.createTopic("archive-unknown", 2);
    write("archive-unknown", AGENT, 1);
    try (TopicArchive archive = archive("archive-unknown")) {
      DecisionPosition end = archive.after(DecisionPosition.START, 10).join().next();
      archive.check(end).join();
      DecisionPosition beyond =
          end.after(new DecisionRecord(decision(AGENT, Action.WARN).build(), 1, 40));
      DecisionPosition elsewhere =
          end.after(new DecisionRecord(decision(AGENT, Action.WARN).build(), 2, 0));

      assertThatThrownBy(() -> archive.check(beyond).join())
          .hasCauseInstanceOf(UnknownPositionException.class);
      assertThatThrownBy(() -> archive.after(elsewhere, 10).join())
          .hasCauseInstanceOf(UnknownPositionException.class);
    }
  }

  /** In blocks of five offsets, so that a history lies in several. */
  @Test
  void shouldTellAScopesHistoryLatestFirst() {
    KAFKA.createTopic("archive-history", 1);
    write("archive-history", AGENT, 1, 2);
    write("archive-history", OTHER, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    write("archive-history", AGENT, 3, 4, 5);
    try (TopicArchive archive = archive("archive-history")) {
      assertThat(sequences(archive, AGENT, 100)).containsExactly(5L, 4L, 3L, 2L, 1L);
      assertThat(sequences(archive, AGENT, 4)).containsExactly(5L, 4L, 3L, 2L);
      assertThat(sequences(archive, OTHER, 2)).containsExactly(9L, 8L);
      assertThat(sequences(archive, Scope.agent("nobody"), 2)).isEmpty();
    }
  }

  @Test
  void shouldNotTellWhatWasBeforeAScopeWasForgotten() {
    KAFKA.createTopic("archive-forgotten", 1);
    write("archive-forgotten", AGENT, 4, 5);
    KAFKA.produce("archive-forgotten", AGENT.key(), null);
    write("archive-forgotten", AGENT, 2, 3);
    try (TopicArchive archive = archive("archive-forgotten")) {
      assertThat(sequences(archive, AGENT, 100)).containsExactly(3L, 2L);
    }
  }

  @Test
  void shouldFindAScopeInItsPartition() {
    KAFKA.createTopic("archive-partitions", 7);
    for (int agent = 0; agent < 20; agent++) {
      write("archive-partitions", Scope.task("a" + agent, "t/1"), 1, 2);
    }
    try (TopicArchive archive = archive("archive-partitions")) {
      for (int agent = 0; agent < 20; agent++) {
        assertThat(sequences(archive, Scope.task("a" + agent, "t/1"), 100)).containsExactly(2L, 1L);
      }
    }
  }

  @Test
  void shouldSayThatTheTopicCannotBeRead() {
    Map<String, Object> nowhere =
        Map.of("bootstrap.servers", "127.0.0.1:" + Free.port(), "default.api.timeout.ms", "500");
    try (TopicArchive archive = new TopicArchive(nowhere, "budget-decisions", BLOCK);
        TopicArchive noTopic = archive("archive-no-such-topic")) {
      assertThatThrownBy(() -> archive.ofScope(AGENT, 1).join())
          .hasCauseInstanceOf(ArchiveException.class);
      assertThatThrownBy(() -> noTopic.after(DecisionPosition.START, 1).join())
          .hasCauseInstanceOf(ArchiveException.class)
          .hasMessageContaining("topics create");
    }
  }

  private static List<Long> sequences(TopicArchive archive, Scope scope, int limit) {
    ScopeHistory history = archive.ofScope(scope, limit).join();
    assertThat(history.cutOff()).isFalse();
    return history.decisions().stream().map(Decision::sequence).toList();
  }
}
