package dev.spendbreaker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.client.ApiClient;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spendbreaker status}: what scopes have spent. */
@Command(
    name = "status",
    description = "Shows what scopes have spent and what is decided for them.",
    footer = {
      "",
      "Example: spendbreaker status",
      "Example: spendbreaker status --dimension team,model",
      "Example: spendbreaker status agent/research-agent/task/run%%2F42"
    })
final class StatusCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "<scope key>",
      description = "One scope, with each of its policies. Without it: the scopes that spent most.")
  private @Nullable String key;

  @Option(
      names = "--dimension",
      paramLabel = "<name>[,<name>]",
      description = "Only scopes of exactly these dimensions: agent, or team,model.")
  private @Nullable String dimensions;

  @Option(
      names = "--limit",
      paramLabel = "<n>",
      defaultValue = "50",
      description = "How many scopes. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--allow-stale",
      description =
          "Shows what a copy knows where the instance that keeps a scope does not answer.")
  private boolean allowStale;

  @Mixin private ApiOptions api = new ApiOptions();

  @Mixin private JsonOption json = new JsonOption();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode answer = key == null ? page() : scope(checked(key));
    if (json.isWanted()) {
      JsonOption.print(answer, out);
    } else if (key == null) {
      printAll(answer, out);
    } else {
      printOne(answer, out);
    }
    return ExitCode.OK;
  }

  private JsonNode page() throws Exception {
    return api.client().scopes(query());
  }

  private JsonNode scope(String known) throws Exception {
    ApiClient client = api.client();
    return allowStale ? client.scopeEvenIfStale(known) : client.scope(known);
  }

  private String checked(String key) {
    try {
      return Scope.parse(key).key();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private static void printAll(JsonNode page, PrintWriter out) {
    TextTable table = new TextTable("SCOPE", "USD", "CALLS", "UTILIZATION", "ACTION");
    for (JsonNode scope : page.path("scopes")) {
      JsonNode totals = scope.path("totals");
      table.row(
          scope.path("key").asText(),
          Shown.orDash(totals.path("usd")),
          Shown.orDash(totals.path("calls")),
          Shown.percent(scope.path("utilization")),
          scope.path("action").asText());
    }
    table.print(out, "nothing has been spent yet");
    Shown.completeness(page, out);
  }

  private String query() {
    String all = "sort=spent&limit=" + limit + (allowStale ? "&stale=allow" : "");
    return dimensions == null
        ? all
        : all + "&dimension=" + URLEncoder.encode(dimensions, StandardCharsets.UTF_8);
  }

  private static void printOne(JsonNode scope, PrintWriter out) {
    out.println(scope.path("key").asText() + ": " + scope.path("action").asText());
    scope
        .path("totals")
        .properties()
        .forEach(
            total -> out.printf("  %-18s %s%n", total.getKey(), Shown.orDash(total.getValue())));
    TextTable policies =
        new TextTable(
            "POLICY",
            "SPENT",
            "LIMIT",
            "UNIT",
            "UTILIZATION",
            "ACTION",
            "PER MINUTE",
            "LIMIT REACHED AT",
            "RESETS AT");
    for (JsonNode policy : scope.path("policies")) {
      policies.row(
          policy.path("policyId").asText(),
          Shown.orDash(policy.path("spent")),
          Shown.orDash(policy.path("limit")),
          policy.path("unit").asText(),
          Shown.percent(policy.path("utilization")),
          policy.path("action").asText(),
          Shown.orDash(policy.path("forecast").path("ratePerMinute")),
          Shown.orDash(policy.path("forecast").path("limitReachedAt")),
          Shown.orDash(policy.path("resetsAt")));
    }
    policies.print(out, "  no policy governs it");
    String reason = scope.path("decision").path("reason").asText("");
    if (!reason.isEmpty()) {
      out.println("last decision: " + reason);
    }
    Shown.completeness(scope, out);
  }
}
