package dev.spendbreaker.runtime;

import static dev.spendbreaker.budget.Policies.policy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Policies;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.http.WhatIf;
import dev.spendbreaker.replay.Preview;
import dev.spendbreaker.replay.Preview.Difference;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.testing.DecisionBuilder;
import dev.spendbreaker.testing.KafkaBroker;
import dev.spendbreaker.testing.Spans;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Previews from a real Kafka; what is in the topics is written by the test. */
@Tag("integration")
class TopicWhatIfTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration DAY = Duration.ofDays(1);
  private static final WhatIf.Watcher PATIENT = (read, toRead, time) -> true;

  private final long now = System.currentTimeMillis();
  private long trace;

  private static TopicWhatIf whatIf(String name, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", KAFKA.bootstrapServers());
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      settings.put(topic + ".topic", name + "-" + topic);
    }
    return new TopicWhatIf(Settings.load(settings, Map.of(), null));
  }

  private void call(String name, int hoursAgo, String agent, double usd) {
    long then = now - Duration.ofHours(hoursAgo).toMillis();
    byte[] spans = Spans.trace(++trace, then).call(trace, agent, "t", usd).toBytes();
    KAFKA.produce(new ProducerRecord<>(name + "-spans", 0, then, null, spans));
  }

  private static Policies eachAgent(String id, String usd) {
    return policy(id).agent("*").usd(usd);
  }

  @Test
  void shouldTellWhoWouldHaveBeenStoppedWhenBesideWhatWas() throws Exception {
    // given 3 USD that were spent two hours ago, and a block that was decided then
    KAFKA.createTopic("beside-spans", 1);
    KAFKA.createTopic("beside-decisions", 1);
    call("beside", 60, "old", 50.00);
    call("beside", 3, "a", 1.00);
    call("beside", 2, "a", 2.00);
    call("beside", 1, "a", 0.50);
    long then = now - Duration.ofHours(2).toMillis();
    byte[] block =
        DecisionDocuments.write(
            DecisionBuilder.decision(Scope.agent("b"), Action.BLOCK).decidedAt(then).build());
    KAFKA.produce(
        new ProducerRecord<>("beside-decisions", 0, then, "agent/b".getBytes(UTF_8), block));

    // when the limit had been 2 USD a day, in place of 100
    Policy stricter = eachAgent("p", "2").rolling(DAY).onBreach(Action.KILL).build();
    Preview preview =
        whatIf("beside", Map.of())
            .preview(stricter, List.of(eachAgent("p", "100").build()), DAY, PATIENT);

    // then one agent would have been killed, and one was blocked; what is older counts for nothing
    assertThat(preview.scopes())
        .extracting(Difference::scope)
        .containsExactly(Scope.agent("a"), Scope.agent("b"));
    Difference killed = preview.scopes().get(0);
    assertThat(killed.whatIf()).extracting("action", "atMillis").containsExactly(Action.KILL, then);
    assertThat(killed.actual()).isNull();
    assertThat(preview.scopes().get(1).actual())
        .extracting("action", "atMillis")
        .containsExactly(Action.BLOCK, then);
    assertThat(preview.refused().costNanos()).isEqualTo(500_000_000);
    assertThat(preview.spent().costNanos()).isEqualTo(3_500_000_000L);
    assertThat(preview.complete()).isTrue();
    assertThat(preview.compared()).isTrue();
  }

  @Test
  void shouldHoldPoliciesOfTheSameScopesAgainstItTooAndNoOthers() throws Exception {
    KAFKA.createTopic("others-spans", 1);
    call("others", 2, "a", 1.00);
    call("others", 1, "b", 1.00);
    Policy draft = eachAgent("draft", "10").build();

    Preview preview =
        whatIf("others", Map.of())
            .preview(
                draft,
                List.of(
                    policy("only-a").agent("a").usd("0.5").build(),
                    policy("task").task("*", "*").usd("0.1").build()),
                DAY,
                PATIENT);

    assertThat(preview.scopes()).extracting(Difference::scope).containsExactly(Scope.agent("a"));
    assertThat(preview.compared()).isFalse();
    assertThat(preview.notes())
        .containsExactly("There is no topic 'others-decisions' to compare with.");
  }

  @Test
  void shouldEndEarlyAndSaySoWhereThereIsTooMuch() throws Exception {
    KAFKA.createTopic("much-spans", 1);
    call("much", 5, "a", 1.00);
    call("much", 4, "a", 1.00);
    call("much", 3, "a", 1.00);
    TopicWhatIf limited = whatIf("much", Map.of("what.if.max.records", "2"));

    Preview preview = limited.preview(eachAgent("p", "3").build(), List.of(), DAY, PATIENT);

    assertThat(preview.complete()).isFalse();
    assertThat(preview.toMillis()).isEqualTo(now - Duration.ofHours(4).toMillis());
    assertThat(preview.spent().calls()).isEqualTo(2);
    assertThat(preview.intake().messages()).isEqualTo(2);

    // and where even what the windows hold from before is too much, nothing is said of the period
    Preview before =
        limited.preview(eachAgent("p", "3").build(), List.of(), Duration.ofHours(1), PATIENT);
    assertThat(before.complete()).isFalse();
    assertThat(before.fromMillis()).isEqualTo(before.toMillis());
    assertThat(before.scopes()).isEmpty();
  }

  @Test
  void shouldStopReadingWhenNobodyWaitsOrTheApplicationEnds() throws Exception {
    KAFKA.createTopic("left-spans", 1);
    call("left", 2, "a", 1.00);
    call("left", 1, "a", 1.00);
    TopicWhatIf whatIf = whatIf("left", Map.of());
    Policy policy = eachAgent("p", "3").build();

    assertThat(whatIf.preview(policy, List.of(), DAY, (read, toRead, time) -> false).intake())
        .extracting("messages")
        .isEqualTo(1L);
    whatIf.close();
    assertThat(whatIf.preview(policy, List.of(), DAY, PATIENT).intake())
        .extracting("messages")
        .isEqualTo(1L);
  }

  @Test
  void shouldSayThatNothingArrived() throws Exception {
    KAFKA.createTopic("nothing-spans", 1);
    TopicWhatIf whatIf = whatIf("nothing", Map.of());

    assertThatThrownBy(() -> whatIf.preview(eachAgent("p", "3").build(), List.of(), DAY, PATIENT))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("holds no message of the period");
  }
}
