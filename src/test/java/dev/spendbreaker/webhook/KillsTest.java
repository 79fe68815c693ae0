package dev.spendbreaker.webhook;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.DeliveryStatus.Told;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.KillStatus.State;
import dev.spendbreaker.testing.WebhookReceiver;
import dev.spendbreaker.testing.WebhookReceiver.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who acknowledges kills, and what comes where nobody does: the topology, with a real receiver. */
class KillsTest {
  private static final Scope RUN = Scope.task("a1", "run/42");
  private static final String KEY = "agent/a1/task/run%2F42";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private @Nullable DeliveryPipeline pipeline;

  @AfterEach
  void close() {
    pipeline().close();
    receiver.close();
  }

  private DeliveryPipeline pipeline() {
    if (pipeline == null) {
      pipeline = started(TIMEOUT);
    }
    return pipeline;
  }

  private DeliveryPipeline started(Duration timeout) {
    Webhook everything = new Webhook(receiver.url("/all"), null, Webhook.Format.PLAIN);
    return new DeliveryPipeline(directory, everything, Map.of(), timeout, Duration.ofSeconds(1));
  }

  /** Decided a second after the test's clock began to run. */
  private static Decision kill(long sequence) {
    return decision(RUN, Action.KILL)
        .sequence(sequence)
        .decidedAt(DeliveryPipeline.START.plusSeconds(1).toEpochMilli())
        .build();
  }

  private static String ack(Decision kill, String more) {
    return "{\"version\": 1, \"decisionId\": \"%s\"%s}".formatted(kill.decisionId(), more);
  }

  private KillStatus status(Decision kill) {
    return Objects.requireNonNull(pipeline().kill(kill));
  }

  private double unacknowledged() {
    return pipeline().meters.unacknowledgedKills().count();
  }

  @Test
  void shouldTellWhoActedOnAKillAndHowLongThatTook() {
    pipeline().decide(kill(1));
    assertThat(status(kill(1)).state()).isEqualTo(State.AWAITED);

    pipeline()
        .acknowledge(
            KEY, ack(kill(1), ", \"by\": \"gw-1\", \"actedAt\": \"2026-11-23T09:00:03.5Z\""));

    assertThat(status(kill(1)).state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(status(kill(1)).by()).isEqualTo("gw-1");
    assertThat(status(kill(1)).decisionToAckMillis()).isEqualTo(2_500);
    assertThat(pipeline().meters.decisionToAck().count()).isEqualTo(1);
    pipeline().pass(LONG);
    assertThat(status(kill(1)).state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(unacknowledged()).isZero();
  }

  @Test
  void shouldTakeTheTimeItIsReadWhereNobodySaysWhenOrSaysATimeYetToCome() {
    pipeline().decide(kill(1));
    pipeline()
        .decide(
            decision(Scope.agent("a2"), Action.KILL).decidedAt(kill(1).decidedAtMillis()).build());
    pipeline().pass(Duration.ofSeconds(5));

    pipeline().acknowledge(KEY, ack(kill(1), ""));
    Decision other = decision(Scope.agent("a2"), Action.KILL).build();
    pipeline().acknowledge("agent/a2", ack(other, ", \"actedAt\": \"2030-01-01T00:00:00Z\""));

    assertThat(status(kill(1)).decisionToAckMillis()).isEqualTo(4_000);
    assertThat(status(other).decisionToAckMillis()).isEqualTo(4_000);
  }

  @Test
  void shouldTellWebhooksOnceThatNobodyAcknowledgesAKillInTime() throws Exception {
    pipeline().decide(kill(1));
    pipeline().pass(TIMEOUT.minusSeconds(1));
    assertThat(status(kill(1)).state()).isEqualTo(State.AWAITED);
    assertThat(unacknowledged()).isZero();

    pipeline().pass(Duration.ofSeconds(2));

    assertThat(status(kill(1)).state()).isEqualTo(State.OVERDUE);
    assertThat(unacknowledged()).isEqualTo(1);
    pipeline().until(() -> assertThat(receiver.received).hasSize(2));
    Received second = receiver.received.get(1);
    assertThat(second.header("webhook-id"))
        .isEqualTo(kill(1).decisionId() + "-kill-unacknowledged");
    JsonNode body = JSON.readTree(second.body());
    assertThat(body.path("event").asText()).isEqualTo("spendbreaker.budget.kill.unacknowledged");
    assertThat(body.at("/decision/decisionId").asText()).isEqualTo(kill(1).decisionId());
    pipeline().pass(LONG);
    assertThat(pipeline().deliveries().values())
        .extracting(DeliveryStatus::told)
        .containsExactly(Told.DECISION, Told.KILL_UNACKNOWLEDGED);

    // and late is better than never
    pipeline().acknowledge(KEY, ack(kill(1), ""));
    assertThat(status(kill(1)).state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(unacknowledged()).isEqualTo(1);
  }

  @Test
  void shouldNotWaitForAKillAfterWhichSomethingElseWasDecided() {
    pipeline().decide(kill(1));
    pipeline().decide(decision(RUN, Action.ALLOW).sequence(2).build());
    pipeline().decide(kill(3));
    pipeline().acknowledge(KEY, ack(kill(3), ""));
    pipeline().pass(LONG);

    assertThat(status(kill(1)).state()).isEqualTo(State.SUPERSEDED);
    assertThat(status(kill(3)).state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(unacknowledged()).isZero();
  }

  @Test
  void shouldWaitForTheLatestKillAlsoWhereEarlierDecisionsComeAgain() {
    pipeline().decide(kill(1));
    pipeline().decide(decision(RUN, Action.ALLOW).sequence(2).build());
    pipeline().decide(kill(3));

    pipeline().decide(kill(1));
    pipeline().decide(decision(RUN, Action.ALLOW).sequence(2).build());
    pipeline().decide(kill(3));
    pipeline().pass(LONG);

    assertThat(status(kill(3)).state()).isEqualTo(State.OVERDUE);
    assertThat(unacknowledged()).isEqualTo(1);
  }

  @Test
  void shouldTakeAnAcknowledgementThatIsReadBeforeItsKill() {
    pipeline().acknowledge(KEY, ack(kill(1), ", \"by\": \"gw-1\""));
    assertThat(pipeline().kill(kill(1))).isNull();

    pipeline().decide(kill(1));
    pipeline().pass(LONG);

    assertThat(status(kill(1)).state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(status(kill(1)).by()).isEqualTo("gw-1");
    assertThat(status(kill(1)).decisionToAckMillis()).as("clocks differ").isZero();
    assertThat(unacknowledged()).isZero();
  }

  @Test
  void shouldRememberTheFirstWhoAcknowledges() {
    pipeline().decide(kill(1));

    pipeline().acknowledge(KEY, ack(kill(1), ", \"by\": \"gw-1\""));
    pipeline().acknowledge(KEY, ack(kill(1), ", \"by\": \"gw-2\""));

    assertThat(status(kill(1)).by()).isEqualTo("gw-1");
  }

  @Test
  void shouldWaitForKillsAlone() {
    Decision block = decision(RUN, Action.BLOCK).build();

    pipeline().decide(block);
    pipeline().acknowledge(KEY, ack(block, ""));
    pipeline().pass(LONG);

    assertThat(pipeline().kill(block)).isNull();
    assertThat(unacknowledged()).isZero();
  }

  @Test
  void shouldWaitForNobodyWhereNobodyHasToAcknowledge() {
    pipeline = started(Duration.ZERO);
    pipeline().decide(kill(1));

    pipeline().pass(LONG);

    assertThat(status(kill(1)).state()).isEqualTo(State.AWAITED);
    assertThat(unacknowledged()).isZero();
  }

  @Test
  void shouldRejectWhatCannotBeUsed() {
    pipeline().decide(kill(1));

    pipeline().acknowledge(null, ack(kill(1), ""));
    pipeline().acknowledge("run", ack(kill(1), ""));
    pipeline().acknowledge(KEY, null);
    pipeline().acknowledge(KEY, "done");
    pipeline().acknowledge(KEY, ack(kill(1), ", \"who\": \"me\""));

    assertThat(pipeline().rejections())
        .satisfiesExactly(
            why -> assertThat(why).contains("needs the key of the decision's record"),
            why -> assertThat(why).contains("needs the key of the decision's record"),
            why -> assertThat(why).contains("it has no value"),
            why -> assertThat(why).contains("$"),
            why -> assertThat(why).contains("unknown field 'who'"));
    assertThat(status(kill(1)).state()).isEqualTo(State.AWAITED);
  }

  @Test
  void shouldForgetKillsOfLongAgoAndThoseOfForgottenScopes() {
    pipeline().decide(kill(1));
    pipeline().decide(decision(Scope.agent("a2"), Action.KILL).build());

    pipeline().forget(RUN);
    assertThat(pipeline().kill(kill(1))).isNull();
    pipeline().pass(LONG);
    assertThat(unacknowledged()).as("only the other is waited for").isEqualTo(1);

    pipeline().pass(DeliveryPipeline.RETENTION);
    pipeline().pass(Duration.ofHours(2));
    assertThat(pipeline().kill(decision(Scope.agent("a2"), Action.KILL).build())).isNull();
  }

  @Test
  void shouldAwaitTheFirstKillOfAScopeThatWasForgotten() {
    pipeline().decide(kill(1));
    pipeline().acknowledge(KEY, ack(kill(1), ""));
    pipeline().forget(RUN);

    pipeline().decide(kill(1));
    pipeline().pass(LONG);

    assertThat(status(kill(1)).state()).isEqualTo(State.OVERDUE);
  }
}
