package dev.spendbreaker.document;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policies;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus.Told;
import org.junit.jupiter.api.Test;

class NotificationDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Scope RUN = Scope.task("research-agent", "run/42");
  private static final Decision KILL =
      decision(RUN, Action.KILL).reason("spent 5.01 USD of 5.00 in the last hour").build();

  @Test
  void shouldSendTheDecisionItself() throws Exception {
    assertThat(json(NotificationDocuments.plain(Told.DECISION, KILL)))
        .isEqualTo(JSON.readTree(DecisionDocuments.write(KILL)));
  }

  @Test
  void shouldSendAKillCallbackWithDecisionAndPolicyButNotTheWebhook() throws Exception {
    Policy policy =
        Policies.policy("p1")
            .webhook(new Webhook("https://x.example/y", "env:SECRET", Webhook.Format.KILL_CALLBACK))
            .build();

    JsonNode callback = json(NotificationDocuments.killCallback(Told.DECISION, KILL, policy));

    assertThat(callback.path("event").asText()).isEqualTo("agentpay.budget.kill");
    assertThat(callback.path("decision")).isEqualTo(JSON.readTree(DecisionDocuments.write(KILL)));
    assertThat(callback.path("policy").path("id").asText()).isEqualTo("p1");
    assertThat(callback.path("policy").path("limit").isObject()).isTrue();
    assertThat(callback.toString()).doesNotContain("x.example", "SECRET");
    assertThat(json(NotificationDocuments.killCallback(Told.DECISION, KILL, null)).has("policy"))
        .isFalse();
  }

  @Test
  void shouldTellKillCallbacksOfKillsOnly() {
    Decision block = decision(RUN, Action.BLOCK).build();

    assertThat(NotificationDocuments.isTold(Webhook.Format.KILL_CALLBACK, KILL)).isTrue();
    assertThat(NotificationDocuments.isTold(Webhook.Format.KILL_CALLBACK, block)).isFalse();
    assertThat(NotificationDocuments.isTold(Webhook.Format.PLAIN, block)).isTrue();
  }

  @Test
  void shouldWriteAMessageForSlack() throws Exception {
    assertThat(json(NotificationDocuments.slack(Told.DECISION, KILL)))
        .isEqualTo(
            json(
                "{\"text\":\":octagonal_sign: *kill* agent `research-agent`, task `run/42`: spent"
                    + " 5.01 USD of 5.00 in the last hour\\nPolicy `p1`\"}"));
  }

  @Test
  void shouldEscapeWhatSlackTakesForMarkup() throws Exception {
    Decision hostile =
        decision(Scope.agent("<!channel> `a` & b"), Action.BLOCK).reason("<http://x|y>").build();

    assertThat(json(NotificationDocuments.slack(Told.DECISION, hostile)).path("text").asText())
        .startsWith(":no_entry: *block* agent `&lt;!channel&gt; 'a' &amp; b`: &lt;http://x|y&gt;");
  }

  @Test
  void shouldTriggerAndResolveAnAlertOfPagerDutyByOneKey() throws Exception {
    Decision allow = decision(RUN, Action.ALLOW).sequence(2).build();

    JsonNode trigger = json(NotificationDocuments.pagerDuty(Told.DECISION, KILL, "p1", "R0UT1NG"));
    JsonNode resolve = json(NotificationDocuments.pagerDuty(Told.DECISION, allow, "p1", "R0UT1NG"));

    assertThat(trigger.path("routing_key").asText()).isEqualTo("R0UT1NG");
    assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
    assertThat(trigger.path("payload").path("severity").asText()).isEqualTo("critical");
    assertThat(trigger.path("payload").path("source").asText())
        .isEqualTo("agent/research-agent/task/run%2F42");
    assertThat(trigger.path("payload").path("summary").asText())
        .isEqualTo(
            "KILL agent/research-agent/task/run%2F42: spent 5.01 USD of 5.00 in the last hour");
    assertThat(trigger.path("payload").path("timestamp").asText())
        .isEqualTo("1970-01-01T00:00:01Z");
    assertThat(trigger.path("payload").path("custom_details").path("policyId").asText())
        .isEqualTo("p1");
    assertThat(resolve)
        .isEqualTo(
            json(
                "{\"routing_key\":\"R0UT1NG\",\"event_action\":\"resolve\",\"dedup_key\":"
                    + "\"spendbreaker:p1:agent/research-agent/task/run%2F42\"}"));
    assertThat(trigger.path("dedup_key")).isEqualTo(resolve.path("dedup_key"));
    assertThat(
            json(NotificationDocuments.pagerDuty(Told.DECISION, KILL, "p2", "R0UT1NG"))
                .path("dedup_key"))
        .isNotEqualTo(trigger.path("dedup_key"));
  }

  @Test
  void shouldKeepToTheLimitsOfPagerDuty() throws Exception {
    Decision one =
        decision(Scope.agent("x".repeat(900)), Action.WARN).reason("r".repeat(900)).build();
    Decision other = decision(Scope.agent("x".repeat(901)), Action.WARN).build();

    JsonNode event = json(NotificationDocuments.pagerDuty(Told.DECISION, one, "p1", "R"));

    assertThat(event.path("dedup_key").asText().length()).isLessThanOrEqualTo(255);
    assertThat(event.path("payload").path("summary").asText()).hasSize(1024).endsWith("…");
    assertThat(
            json(NotificationDocuments.pagerDuty(Told.DECISION, other, "p1", "R"))
                .path("dedup_key"))
        .isNotEqualTo(event.path("dedup_key"));
  }

  @Test
  void shouldTellInEveryFormatThatNobodyAcknowledgesAKill() throws Exception {
    JsonNode plain = json(NotificationDocuments.plain(Told.KILL_UNACKNOWLEDGED, KILL));
    assertThat(plain.path("event").asText()).isEqualTo("spendbreaker.budget.kill.unacknowledged");
    assertThat(plain.path("decision")).isEqualTo(JSON.readTree(DecisionDocuments.write(KILL)));
    assertThat(
            json(NotificationDocuments.killCallback(Told.KILL_UNACKNOWLEDGED, KILL, null))
                .path("event")
                .asText())
        .isEqualTo("spendbreaker.budget.kill.unacknowledged");
    assertThat(
            json(NotificationDocuments.slack(Told.KILL_UNACKNOWLEDGED, KILL)).path("text").asText())
        .startsWith(":octagonal_sign: *kill not acknowledged* agent `research-agent`");
    JsonNode alert =
        json(NotificationDocuments.pagerDuty(Told.KILL_UNACKNOWLEDGED, KILL, "p1", "R"));
    assertThat(alert.at("/payload/summary").asText())
        .startsWith("KILL NOT ACKNOWLEDGED agent/research-agent/task/run%2F42: spent");
    assertThat(alert.path("dedup_key"))
        .as("the alert of the kill itself")
        .isEqualTo(
            json(NotificationDocuments.pagerDuty(Told.DECISION, KILL, "p1", "R"))
                .path("dedup_key"));
  }

  private static JsonNode json(String document) throws JsonProcessingException {
    return JSON.readTree(document);
  }
}
