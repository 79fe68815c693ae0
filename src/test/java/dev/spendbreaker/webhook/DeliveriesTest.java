package dev.spendbreaker.webhook;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static dev.spendbreaker.testing.WebhookReceiver.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.testing.WebhookReceiver;
import dev.spendbreaker.testing.WebhookReceiver.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered to whom and when: the topology with a real sender and real receivers. */
class DeliveriesTest {
  private static final Scope A1 = Scope.agent("a1");
  private static final Scope A2 = Scope.agent("a2");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;

  private final WebhookReceiver receiver = new WebhookReceiver();
  private final WebhookReceiver other = new WebhookReceiver();
  private @Nullable DeliveryPipeline pipeline;

  @AfterEach
  void close() {
    pipeline().close();
    receiver.close();
    other.close();
  }

  private DeliveryPipeline pipeline() {
    if (pipeline == null) {
      pipeline = started(null);
    }
    return pipeline;
  }

  private DeliveryPipeline started(@Nullable Webhook global) {
    return new DeliveryPipeline(
        directory,
        global,
        Map.of("HOOK_SECRET", SECRET),
        Duration.ZERO,
        SECOND,
        HOUR,
        Duration.ofHours(2));
  }

  private static Decision kill(Scope scope, long sequence) {
    return decision(scope, Action.KILL).sequence(sequence).build();
  }

  private static String to(WebhookReceiver receiver) {
    return "{\"url\": \"" + receiver.url("/hook") + "\"}";
  }

  @Test
  void shouldTellThePolicysWebhookAndThatOfTheSettings() throws Exception {
    pipeline = started(new Webhook(other.url("/all"), null, Webhook.Format.PLAIN));
    pipeline().policy("p1", to(receiver));

    pipeline().decide(kill(A1, 1));

    pipeline()
        .until(
            () ->
                assertThat(pipeline().deliveries().values())
                    .hasSize(2)
                    .allMatch(delivery -> delivery.state() == State.DELIVERED));
    assertThat(ids(receiver)).containsExactly(kill(A1, 1).decisionId());
    assertThat(ids(other)).containsExactly(kill(A1, 1).decisionId());
    assertThat(pipeline().deliveries().values())
        .extracting(DeliveryStatus::policyId)
        .containsExactlyInAnyOrder("p1", null);
  }

  @Test
  void shouldTellNobodyWhereThereIsNoWebhook() {
    pipeline().policy("p1", "null");

    pipeline().decide(kill(A1, 1));
    pipeline().decide(decision(A1, Action.KILL).policy("unknown").sequence(2).build());
    pipeline().pass(Duration.ofMinutes(2));

    assertThat(pipeline().deliveries()).isEmpty();
  }

  @Test
  void shouldNotTellThatAScopeIsAllowedForTheFirstTime() {
    pipeline().policy("p1", to(receiver));

    pipeline().decide(decision(A1, Action.ALLOW).build());

    assertThat(pipeline().deliveries()).isEmpty();
  }

  @Test
  void shouldSendAKillCallbackForKillsOnlyWithThePolicy() throws Exception {
    pipeline()
        .policy(
            "p1",
            "{\"url\": \"%s\", \"secret\": \"env:HOOK_SECRET\", \"format\": \"kill-callback\"}"
                .formatted(receiver.url("/hook")));

    pipeline().decide(decision(A1, Action.BLOCK).build());
    pipeline().decide(kill(A1, 2));

    pipeline().until(() -> assertThat(receiver.received).hasSize(1));
    assertThat(receiver.received.get(0).body())
        .startsWith("{\"event\":\"agentpay.budget.kill\",\"decision\":{\"version\":1,")
        .contains("\"policy\":{\"id\":\"p1\",\"revision\":1,\"version\":1,")
        .doesNotContain("webhook", "HOOK_SECRET");
  }

  @Test
  void shouldTryAgainWithTheSameIdUntilItIsAccepted() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(500));
    pipeline().decide(kill(A1, 1));
    untilAttempts(1);

    DeliveryStatus failed = pipeline().only();
    assertThat(failed.state()).isEqualTo(State.PENDING);
    assertThat(failed.lastStatus()).isEqualTo(500);
    assertThat(failed.lastError()).isEqualTo("answered 500");
    assertThat(failed.endpoint()).isEqualTo("http://127.0.0.1:" + receiver.port());
    assertThat(waitMillis(failed)).isBetween(1_000L, 1_200L);

    receiver.answering(status(200));
    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DELIVERED));
    assertThat(pipeline().only().attempts()).isEqualTo(2);
    assertThat(ids(receiver)).containsExactly(kill(A1, 1).decisionId(), kill(A1, 1).decisionId());
  }

  @Test
  void shouldKeepTheOrderOfAScopeAndLetNoOtherWait() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answeringBy(request -> status(request.says("\"a1\"") ? 500 : 204));
    pipeline().decide(kill(A1, 1));
    pipeline().decide(kill(A1, 2));
    pipeline().decide(kill(A2, 1));
    pipeline().until(() -> assertThat(sequences("a2")).containsExactly(1L));
    pipeline()
        .until(
            () ->
                assertThat(pipeline().deliveries().values())
                    .extracting(DeliveryStatus::attempts)
                    .containsExactlyInAnyOrder(2, 0, 1));
    assertThat(sequences("a1")).as("the second waits for the first").containsOnly(1L);

    receiver.answering(status(204));
    pipeline().pass(HOUR.multipliedBy(2));
    pipeline().until(() -> assertThat(sequences("a1")).endsWith(1L, 2L));
  }

  @Test
  void shouldDeliverToOthersWhileOneEndpointHangs() throws Exception {
    pipeline().policy("p1", to(receiver));
    pipeline().policy("p2", to(other));
    receiver.answering(receiver.hang());
    for (int i = 0; i < 50; i++) {
      pipeline().decide(kill(Scope.agent("slow" + i), 1));
    }
    pipeline().until(() -> assertThat(receiver.received).isNotEmpty());

    pipeline().decide(decision(A1, Action.KILL).policy("p2").build());

    pipeline().until(() -> assertThat(other.received).hasSize(1));
    assertThat(receiver.received).as("an endpoint has four places").hasSize(4);
  }

  @Test
  void shouldWaitAsLongAsABusyEndpointAsksForAllItsDeliveries() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(429, "retry-after", "600"));
    pipeline().decide(kill(A1, 1));
    untilAttempts(1);
    pipeline().decide(kill(A2, 1));
    receiver.answering(status(200));

    pipeline().pass(Duration.ofSeconds(590));
    assertThat(receiver.received).hasSize(1);

    pipeline().pass(Duration.ofSeconds(20));
    pipeline().until(() -> assertThat(receiver.received).hasSize(3));
  }

  @Test
  void shouldGiveUpAfterTheLastAttemptAndSendAgainWhenAsked() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(503));
    pipeline().decide(kill(A1, 1));
    untilAttempts(1);
    pipeline().pass(SECOND.multipliedBy(2));
    untilAttempts(2);
    pipeline().pass(Duration.ofMinutes(75));
    untilAttempts(3);
    pipeline().pass(Duration.ofMinutes(150));
    untilAttempts(4);
    DeliveryStatus dead = pipeline().only();
    assertThat(dead.state()).isEqualTo(State.DEAD);
    assertThat(dead.nextAttemptMillis()).isNull();
    pipeline().pass(Duration.ofHours(30));
    assertThat(receiver.received).hasSize(4);

    receiver.answering(status(200));
    pipeline().resend(A1, dead.id());

    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DELIVERED));
    assertThat(ids(receiver)).hasSize(5).containsOnly(kill(A1, 1).decisionId());
    assertThat(pipeline().meters.scrape())
        .contains("spendbreaker_webhooks_total{outcome=\"failed\"} 3.0")
        .contains("spendbreaker_webhooks_total{outcome=\"given_up\"} 1.0")
        .contains("spendbreaker_webhooks_total{outcome=\"delivered\"} 1.0");
  }

  @Test
  void shouldSendNothingToAnEndpointThatIsGoneUntilItsPolicyChanges() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(410));
    pipeline().decide(kill(A1, 1));
    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DEAD));
    assertThat(pipeline().only().lastError()).isEqualTo("answered 410: it is gone");

    pipeline().decide(kill(A1, 2));
    assertThat(pipeline().deliveries()).hasSize(2);
    assertThat(pipeline().deliveries().values())
        .anySatisfy(later -> assertThat(later.lastError()).contains("has answered 410 before"));
    assertThat(receiver.received).hasSize(1);

    receiver.answering(status(200));
    pipeline().policy("p1", to(receiver));
    pipeline().decide(kill(A1, 3));
    pipeline().until(() -> assertThat(sequences("a1")).containsExactly(1L, 3L));
  }

  @Test
  void shouldSendToAnEndpointThatWasGoneWhenAsked() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(410));
    pipeline().decide(kill(A1, 1));
    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DEAD));

    receiver.answering(status(200));
    pipeline().resend(A1, pipeline().only().id());

    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DELIVERED));
  }

  private static long waitMillis(DeliveryStatus failed) {
    return Objects.requireNonNull(failed.nextAttemptMillis())
        - Objects.requireNonNull(failed.lastAttemptMillis());
  }

  @Test
  void shouldSendWhatWaitsToTheNewAddressAtOnce() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(500));
    pipeline().decide(kill(A1, 1));
    untilAttempts(2);
    assertThat(waitMillis(pipeline().only())).isGreaterThanOrEqualTo(HOUR.toMillis());

    pipeline().policy("p1", to(other));

    pipeline().until(() -> assertThat(other.received).hasSize(1));
  }

  @Test
  void shouldGiveUpWhatWaitsForAWebhookThatIsTakenAway() throws Exception {
    pipeline().policy("p1", to(receiver));
    receiver.answering(status(500));
    pipeline().decide(kill(A1, 1));
    untilAttempts(1);

    pipeline().policy("p1", "null");

    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DEAD));
    assertThat(pipeline().only().lastError()).contains("no webhook");
  }

  @Test
  void shouldTellTheWebhookOfADeletedPolicyThatItStopsNothingAnyMore() throws Exception {
    pipeline()
        .policy(
            "p1",
            "{\"url\": \"%s\", \"secret\": \"env:HOOK_SECRET\", \"format\": \"pagerduty\"}"
                .formatted(receiver.url("/v2/enqueue")));
    pipeline().decide(kill(A1, 1));
    pipeline().until(() -> assertThat(receiver.received).hasSize(1));

    pipeline().deletePolicy("p1");
    pipeline().decide(decision(A1, Action.ALLOW).policy("p9").sequence(2).build());

    pipeline().until(() -> assertThat(receiver.received).hasSize(2));
    String dedup = "\"dedup_key\":\"spendbreaker:p1:agent/a1\"";
    assertThat(receiver.received.get(0).body()).contains("\"trigger\"", dedup);
    assertThat(receiver.received.get(1).body()).contains("\"resolve\"", dedup);
  }

  @Test
  void shouldWaitUntilThePolicyOfADecisionHasBeenRead() throws Exception {
    pipeline().decide(kill(A1, 1));
    pipeline().pass(Duration.ofSeconds(5));
    assertThat(receiver.received).isEmpty();

    pipeline().policy("p1", to(receiver));

    pipeline().until(() -> assertThat(receiver.received).hasSize(1));
  }

  @Test
  void shouldDeliverADecisionOnceThatIsWrittenTwice() throws Exception {
    pipeline().policy("p1", to(receiver));
    pipeline().decide(kill(A1, 1));
    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DELIVERED));

    pipeline().decide(kill(A1, 1));
    pipeline().decide(kill(A1, 2));

    pipeline().until(() -> assertThat(sequences("a1")).containsExactly(1L, 2L));
  }

  @Test
  void shouldForgetWhatHasBeenOverForLong() throws Exception {
    pipeline().policy("p1", to(receiver));
    pipeline().decide(kill(A1, 1));
    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DELIVERED));

    pipeline().pass(DeliveryPipeline.RETENTION.plus(HOUR.multipliedBy(2)));

    assertThat(pipeline().deliveries()).isEmpty();
  }

  @Test
  void shouldWriteNoSecretToAnyTopic() throws Exception {
    pipeline()
        .policy(
            "p1",
            "{\"url\": \"%s\", \"secret\": \"env:HOOK_SECRET\"}".formatted(receiver.url("/hook")));
    pipeline().decide(kill(A1, 1));
    pipeline().until(() -> assertThat(pipeline().only().state()).isEqualTo(State.DELIVERED));
    assertThat(receiver.received.get(0).header("webhook-signature")).startsWith("v1,");

    assertThat(pipeline().everyTopic())
        .contains("env:HOOK_SECRET")
        .doesNotContain(SECRET)
        .doesNotContain(SECRET.substring("whsec_".length()));
  }

  private void untilAttempts(int count) throws InterruptedException {
    pipeline().until(() -> assertThat(pipeline().only().attempts()).isEqualTo(count));
  }

  private static List<String> ids(WebhookReceiver receiver) {
    return receiver.received.stream().map(request -> request.header("webhook-id")).toList();
  }

  /** The sequence numbers of what was received of an agent, in the order it came. */
  private List<Long> sequences(String agent) {
    return receiver.received.stream()
        .filter(request -> request.says("\"agent\":\"" + agent + "\""))
        .map(DeliveriesTest::sequence)
        .collect(Collectors.toList());
  }

  private static long sequence(Received request) {
    String rest = request.body().substring(request.body().indexOf("\"sequence\":") + 11);
    return Long.parseLong(rest.substring(0, rest.indexOf(',')));
  }
}
