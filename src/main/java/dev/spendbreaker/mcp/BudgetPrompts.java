package dev.spendbreaker.mcp;

import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Prompts for people to choose, and completion of what they type. */
final class BudgetPrompts {
  private static final String DIAGNOSE = "diagnose_overrun";
  private static final String DESIGN = "design_budget_policy";
  private static final String AGENT = "agentId";
  private static final String GOAL = "goal";
  private static final int MAX_COMPLETIONS = 100;

  private final AgentScopes agents;
  private final KnownPolicies policies;

  BudgetPrompts(AgentScopes agents, KnownPolicies policies) {
    this.agents = agents;
    this.policies = policies;
  }

  List<AsyncPromptSpecification> prompts() {
    return List.of(
        prompt(
            DIAGNOSE,
            "Diagnose an overrun",
            "Finds out why an agent spent too much, and what to do.",
            List.of(argument(AGENT, "The agent that was stopped or warned.", true)),
            """
            Find out why agent '%s' spent as much as it did, and say what to do.
            1. Call otel_budget_status for it with includeHistory.
            2. Call otel_explain_decision for it, and for its most expensive task.
            3. Call otel_spend_breakdown by task, and by model; the answer says whether there is one by model.
            Then tell in a few sentences: which policy was reached and when, which tasks spent most,
            whether the spend looks like a loop or like real work, and one recommendation: leave it
            stopped, raise the limit to a figure you justify, or change the agent. Change nothing yourself."""),
        prompt(
            DESIGN,
            "Design a budget policy",
            "Proposes a limit for an agent from what it has spent.",
            List.of(
                argument(AGENT, "The agent that shall have a limit.", true),
                argument(GOAL, "What the limit is for, in a few words.", false)),
            """
            Propose a budget policy for agent '%s'. %s
            1. Call otel_list_budget_policies and otel_budget_status for it: which limits hold already?
            2. Call otel_spend_breakdown by task: what does one task cost, and what do all together?
            3. Choose a limit a little above normal spend, a window that fits how the agent works, warn
               levels early enough to act, and warn, block or kill for the breach.
            4. Check it with otel_register_budget_policy and dryRun: true.
            Show the policy with your reasons, and register it only once I agree."""));
  }

  List<AsyncCompletionSpecification> completions() {
    return List.of(
        completion(
            new McpSchema.PromptReference(DIAGNOSE),
            Map.of(AGENT, value -> agents.agents(value, MAX_COMPLETIONS))),
        completion(
            new McpSchema.PromptReference(DESIGN),
            Map.of(AGENT, value -> agents.agents(value, MAX_COMPLETIONS))),
        completion(
            new McpSchema.ResourceReference(BudgetResources.SCOPE), Map.of("key", this::scopeKeys)),
        completion(
            new McpSchema.ResourceReference(BudgetResources.POLICY),
            Map.of("id", value -> policies.ids(value, MAX_COMPLETIONS))));
  }

  private List<String> scopeKeys(String value) {
    return agents.agentKeys(value, MAX_COMPLETIONS);
  }

  private static McpSchema.PromptArgument argument(
      String name, String description, boolean required) {
    return McpSchema.PromptArgument.builder(name)
        .description(description)
        .required(required)
        .build();
  }

  private static AsyncPromptSpecification prompt(
      String name,
      String title,
      String description,
      List<McpSchema.PromptArgument> arguments,
      String text) {
    McpSchema.Prompt prompt =
        McpSchema.Prompt.builder(name)
            .title(title)
            .description(description)
            .arguments(arguments)
            .build();
    return new AsyncPromptSpecification(
        prompt,
        (exchange, request) -> Mono.fromCallable(() -> filled(prompt, text, request.arguments())));
  }

  private static McpSchema.GetPromptResult filled(
      McpSchema.Prompt prompt, String text, @Nullable Map<String, Object> given) {
    Map<String, Object> arguments = given == null ? Map.of() : given;
    if (!(arguments.get(AGENT) instanceof String agent) || agent.isBlank()) {
      throw McpError.builder(McpSchema.ErrorCodes.INVALID_PARAMS)
          .message("argument 'agentId' is missing: give the agent's name")
          .build();
    }
    Object goal = arguments.get(GOAL);
    String message = text.formatted(agent, goal == null ? "" : "The goal: " + goal + ".");
    return McpSchema.GetPromptResult.builder(
            List.of(
                McpSchema.PromptMessage.builder(
                        McpSchema.Role.USER, McpSchema.TextContent.builder(message).build())
                    .build()))
        .description(prompt.description())
        .build();
  }

  private static AsyncCompletionSpecification completion(
      McpSchema.CompleteReference reference, Map<String, Function<String, List<String>>> values) {
    return new AsyncCompletionSpecification(
        reference,
        (exchange, request) ->
            Mono.fromCallable(
                () -> {
                  var complete = values.getOrDefault(request.argument().name(), any -> List.of());
                  List<String> found = complete.apply(request.argument().value());
                  return new McpSchema.CompleteResult(
                      new McpSchema.CompleteResult.CompleteCompletion(
                          found, null, found.size() == MAX_COMPLETIONS));
                }));
  }
}
