package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.CalendarWindow;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.budget.Window;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.MissingInstance;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A policy as the tools show it. */
final class PolicyView {
  private static final List<String> AS_THEY_ARE =
      List.of(
          "latch",
          "mode",
          "precedence",
          "onUnpriced",
          "countFrom",
          "expiresAt",
          "description",
          "owner");

  private PolicyView() {}

  /**
   * Says, as a further sentence, which instances may not have taken a change in; empty for none.
   */
  static String unless(List<MissingInstance> missing) {
    return missing.isEmpty()
        ? ""
        : missing.stream()
            .map(one -> Objects.requireNonNullElse(one.address(), "partitions " + one.partitions()))
            .collect(
                Collectors.joining(
                    ", ", " Not known to be so on ", ", which takes it in when it is back."));
  }

  static ObjectNode of(Policy policy) {
    ObjectNode document = Json.object(PolicyDocuments.write(policy));
    ObjectNode view = Json.MAPPER.createObjectNode();
    view.put("key", policy.id()).put("revision", policy.revision());
    view.set("scope", document.path("scope"));
    putIfThere(view, "agentId", document.path("scope").path(Scope.AGENT));
    putIfThere(view, "taskId", document.path("scope").path(Scope.TASK));
    Iterator<Map.Entry<String, JsonNode>> limit = document.path("limit").properties().iterator();
    Map.Entry<String, JsonNode> only = limit.next();
    view.put("unit", only.getKey()).set("limit", only.getValue());
    if (only.getKey().equals("usd")) {
      view.set("maxSpendUsd", only.getValue());
    }
    putWindow(view, policy.window(), document.path("window"));
    view.set("warnAt", document.path("warnAt"));
    view.set("breachAction", document.path("onBreach"));
    AS_THEY_ARE.forEach(field -> putIfThere(view, field, document.path(field)));
    putIfThere(view, "grants", document.path("grants"));
    Webhook webhook = policy.webhook();
    if (webhook != null && webhook.format() == Webhook.Format.KILL_CALLBACK) {
      view.put("killCallbackUrl", webhook.url());
    }
    return view;
  }

  private static void putWindow(ObjectNode view, Window window, JsonNode document) {
    if (window instanceof CalendarWindow) {
      ObjectNode calendar = view.putObject("calendarWindow");
      document.properties().forEach(e -> calendar.put(e.getKey(), e.getValue().asText()));
    } else {
      view.put("windowMs", window instanceof Window.Rolling rolling ? rolling.millis() : 0);
    }
  }

  private static void putIfThere(ObjectNode view, String field, JsonNode value) {
    if (!value.isMissingNode()) {
      view.set(field, value);
    }
  }

  static Map<String, Object> schema() {
    Map<String, Object> grant =
        Schemas.object()
            .required("id", Schemas.text("The id of the grant."))
            .required("amount", Schemas.number("How much it adds, in the unit of the limit."))
            .optional("expiresAt", Schemas.instant("When it no longer counts."))
            .optional("reason", Schemas.text("Why it was given."))
            .build();
    Map<String, Object> calendar =
        Schemas.object()
            .required("calendar", Schemas.text("hour, day, week, month or year."))
            .required("zone", Schemas.text("The IANA time zone."))
            .optional("startsOn", Schemas.text("A day of the week, or of the month."))
            .build();
    return Schemas.object()
        .required("key", Schemas.text("The policy's id: the policyId of the other tools."))
        .required("revision", Schemas.count("Grows with each change; 0 in a dry run."))
        .required("scope", Schemas.texts("The value of each dimension; * is each by itself."))
        .optional("agentId", Schemas.text("The agent it governs; * is each agent by itself."))
        .optional("taskId", Schemas.text("The task it governs; * is each task by itself."))
        .required("unit", Schemas.text("What the limit counts: usd, tokens, calls, …"))
        .required("limit", Schemas.number("The limit, without grants; 0 is a standing stop."))
        .optional("maxSpendUsd", Schemas.number("The limit, where it is in US dollars."))
        .optional("windowMs", Schemas.count("The rolling window; 0 is everything ever spent."))
        .optional("calendarWindow", calendar)
        .required("warnAt", Schemas.list("Parts of the limit that warn.", Schemas.number("0 to 1")))
        .required("breachAction", Schemas.text("What happens at the limit."))
        .required("latch", Schemas.flag("Whether a breach holds until the policy changes."))
        .required("mode", Schemas.text("enforce, or shadow: evaluates and never blocks."))
        .optional("precedence", Schemas.text("override: replaces those of less specific scopes."))
        .required("onUnpriced", Schemas.text("What calls without a known price do."))
        .optional("countFrom", Schemas.instant("Nothing spent before this counts."))
        .optional("expiresAt", Schemas.instant("When the policy becomes void."))
        .optional("description", Schemas.text("What it is for."))
        .optional("owner", Schemas.text("Who answers for it."))
        .optional("killCallbackUrl", Schemas.text("What is called when it kills."))
        .optional("grants", Schemas.list("Temporary additions to the limit.", grant))
        .build();
  }
}
