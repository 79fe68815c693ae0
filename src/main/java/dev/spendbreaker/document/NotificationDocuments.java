package dev.spendbreaker.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus.Told;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What webhooks are sent. */
public final class NotificationDocuments {
  private static final String KILL_EVENT = "agentpay.budget.kill";
  private static final String UNACKNOWLEDGED_EVENT = "spendbreaker.budget.kill.unacknowledged";
  private static final String NOT_ACKNOWLEDGED = "not acknowledged";

  /** Limits of PagerDuty's Events API v2, in characters. */
  private static final int MAX_DEDUP_KEY = 255;

  private static final int MAX_SUMMARY = 1024;

  private static final int MAX_SLACK_TEXT = 3000;

  private NotificationDocuments() {}

  /** Whether a format has anything to say of a decision. */
  public static boolean isTold(Webhook.Format format, Decision decision) {
    return format != Webhook.Format.KILL_CALLBACK || decision.action() == Action.KILL;
  }

  /** The decision's document; that nobody acknowledges it is {@code {event, decision}}. */
  public static String plain(Told told, Decision decision) {
    return text(
        json -> {
          if (told == Told.DECISION) {
            DecisionDocuments.write(decision, json);
          } else {
            json.writeStartObject();
            json.writeStringField("event", UNACKNOWLEDGED_EVENT);
            json.writeFieldName("decision");
            DecisionDocuments.write(decision, json);
            json.writeEndObject();
          }
        });
  }

  /**
   * {@code {event, decision, policy}}.
   *
   * @param policy the policy that governs the decision, if it is known; where it tells whom is left
   *     out
   */
  public static String killCallback(Told told, Decision decision, @Nullable Policy policy) {
    return text(
        json -> {
          json.writeStartObject();
          json.writeStringField("event", told == Told.DECISION ? KILL_EVENT : UNACKNOWLEDGED_EVENT);
          json.writeFieldName("decision");
          DecisionDocuments.write(decision, json);
          if (policy != null) {
            json.writeFieldName("policy");
            PolicyDocuments.writeForOthers(policy, json);
          }
          json.writeEndObject();
        });
  }

  /** A message of a Slack incoming webhook. */
  public static String slack(Told told, Decision decision) {
    StringBuilder message = new StringBuilder();
    message.append(icon(decision.action())).append(" *").append(decision.action().text());
    message
        .append(told == Told.DECISION ? "* " : " " + NOT_ACKNOWLEDGED + "* ")
        .append(slackScope(decision))
        .append(": ");
    message.append(slackEscaped(decision.reason()));
    PolicyStatus status = decision.policy();
    if (status != null) {
      message.append("\nPolicy `").append(slackEscaped(status.policyId())).append('`');
      message.append(
          status.mode() == Policy.Mode.SHADOW ? " (in shadow mode: nothing is stopped)" : "");
    }
    return text(
        json -> {
          json.writeStartObject();
          json.writeStringField("text", shortened(message.toString(), MAX_SLACK_TEXT));
          json.writeEndObject();
        });
  }

  private static String icon(Action action) {
    return switch (action) {
      case ALLOW -> ":white_check_mark:";
      case WARN -> ":warning:";
      case BLOCK -> ":no_entry:";
      case KILL -> ":octagonal_sign:";
    };
  }

  private static String slackScope(Decision decision) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> dimension : decision.scope().values().entrySet()) {
      text.append(text.isEmpty() ? "" : ", ").append(dimension.getKey()).append(" `");
      text.append(slackEscaped(shortened(dimension.getValue(), 200))).append('`');
    }
    return text.toString();
  }

  private static String slackEscaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('`', '\'');
  }

  /**
   * An event of PagerDuty's Events API v2: an {@code allow} resolves what the other actions
   * trigger, by one {@code dedup_key} for each scope and {@code policyId}.
   *
   * @param policyId the policy whose webhook is told; empty for that of the settings
   */
  public static String pagerDuty(Told told, Decision decision, String policyId, String routingKey) {
    boolean resolve = decision.action() == Action.ALLOW;
    return text(
        json -> {
          json.writeStartObject();
          json.writeStringField("routing_key", routingKey);
          json.writeStringField("event_action", resolve ? "resolve" : "trigger");
          json.writeStringField("dedup_key", dedupKey(decision, policyId));
          if (!resolve) {
            writeAlert(told, decision, json);
          }
          json.writeEndObject();
        });
  }

  private static String dedupKey(Decision decision, String policyId) {
    String key = "spendbreaker:" + policyId + ":" + decision.scope().key();
    return key.length() <= MAX_DEDUP_KEY
        ? key
        : "spendbreaker:" + UUID.nameUUIDFromBytes(key.getBytes(UTF_8));
  }

  private static void writeAlert(Told told, Decision decision, JsonGenerator json)
      throws IOException {
    String action =
        decision.action().text() + (told == Told.DECISION ? "" : " " + NOT_ACKNOWLEDGED);
    String summary =
        action.toUpperCase(Locale.ROOT) + " " + decision.scope().key() + ": " + decision.reason();
    json.writeStringField("client", "Spendbreaker");
    json.writeObjectFieldStart("payload");
    json.writeStringField("summary", shortened(summary, MAX_SUMMARY));
    json.writeStringField("source", shortened(decision.scope().key(), MAX_SUMMARY));
    json.writeStringField("severity", severity(decision.action()));
    json.writeStringField("timestamp", Texts.instant(decision.decidedAtMillis()));
    json.writeStringField("class", decision.reasonCode());
    json.writeFieldName("custom_details");
    DecisionDocuments.write(decision, json);
    json.writeEndObject();
  }

  private static String severity(Action action) {
    return switch (action) {
      case ALLOW -> "info";
      case WARN -> "warning";
      case BLOCK -> "error";
      case KILL -> "critical";
    };
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private static String text(Documents.Body body) {
    return new String(Documents.write(body), UTF_8);
  }
}
