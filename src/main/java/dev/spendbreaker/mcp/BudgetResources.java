package dev.spendbreaker.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.http.Json;
import dev.spendbreaker.query.NotReadyException;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Scopes, policies and decisions as resources. A scope's key and a policy's id may stand in a URI
 * as they are, or percent-encoded once more, as a client does that fills in the template.
 */
final class BudgetResources implements ResourceVersions {
  static final String SCOPE = "budget://scopes/{key}";
  static final String POLICY = "budget://policies/{id}";
  private static final String SCOPES = "budget://scopes/";
  private static final String POLICIES = "budget://policies/";
  private static final String RECENT = "budget://decisions/recent";
  private static final String JSON = "application/json";
  private static final int RECENT_DECISIONS = 100;

  private final SpendQueries queries;
  private final DecisionView decisions;

  BudgetResources(SpendQueries queries, DecisionView decisions) {
    this.queries = queries;
    this.decisions = decisions;
  }

  List<AsyncResourceSpecification> resources() {
    McpSchema.Resource recent =
        McpSchema.Resource.builder(RECENT, "recent-decisions")
            .title("Recent decisions")
            .description("The last decisions about any agent or task, the latest first.")
            .mimeType(JSON)
            .build();
    return List.of(
        new AsyncResourceSpecification(recent, (exchange, request) -> read(request.uri())));
  }

  List<AsyncResourceTemplateSpecification> templates() {
    return List.of(
        template(
            SCOPE,
            "scope",
            "A scope",
            "What an agent or a task has spent, and where it stands; keys look like"
                + " agent/a1/task/run%2F42."),
        template(POLICY, "policy", "A policy", "A budget policy in force."));
  }

  private AsyncResourceTemplateSpecification template(
      String uri, String name, String title, String description) {
    return new AsyncResourceTemplateSpecification(
        McpSchema.ResourceTemplate.builder(uri, name)
            .title(title)
            .description(description)
            .mimeType(JSON)
            .build(),
        (exchange, request) -> read(request.uri()));
  }

  private Mono<McpSchema.ReadResourceResult> read(String uri) {
    return Mono.fromCallable(
        () -> {
          ObjectNode content = content(uri).orElseThrow(() -> unknown(uri));
          String text = new String(Json.bytes(content), UTF_8);
          return McpSchema.ReadResourceResult.builder(
                  List.of(McpSchema.TextResourceContents.builder(uri, text).mimeType(JSON).build()))
              .build();
        });
  }

  private static McpError unknown(String uri) {
    return McpError.RESOURCE_NOT_FOUND.apply(uri);
  }

  private Optional<ObjectNode> content(String uri) {
    try {
      if (uri.equals(RECENT)) {
        ObjectNode content = Json.MAPPER.createObjectNode();
        content.set("decisions", decisions.latest(RECENT_DECISIONS));
        return Optional.of(content);
      }
      return uri.startsWith(SCOPES)
          ? scope(uri).map(Standing::document)
          : policy(uri).map(BudgetResources::document);
    } catch (NotReadyException e) {
      throw McpError.builder(McpSchema.ErrorCodes.INTERNAL_ERROR)
          .message(String.valueOf(e.getMessage()))
          .build();
    }
  }

  @Override
  public @Nullable Object of(String uri) {
    if (uri.equals(RECENT)) {
      return decisions.version();
    }
    return uri.startsWith(SCOPES)
        ? scope(uri).map(BudgetResources::version).orElse(null)
        : policy(uri).map(Policy::revision).orElse(null);
  }

  private static Object version(ScopeStatus status) {
    List<List<Object>> policies = status.policies().stream().map(BudgetResources::version).toList();
    return List.of(status.action(), status.totals(), policies);
  }

  private static List<Object> version(PolicyStatus status) {
    return List.of(
        status.policyId(),
        status.policyRevision(),
        status.spent(),
        status.limit(),
        status.action());
  }

  /** A key always has a slash, so one without is encoded as a whole. */
  private Optional<ScopeStatus> scope(String uri) {
    String key = uri.substring(SCOPES.length());
    try {
      return queries.scope(Scope.parse(key.contains("/") ? key : decoded(key)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Ids hold no percent signs. */
  private Optional<Policy> policy(String uri) {
    return uri.startsWith(POLICIES)
        ? queries.policy(decoded(uri.substring(POLICIES.length())))
        : Optional.empty();
  }

  private static ObjectNode document(Policy policy) {
    ObjectNode document = Json.object(PolicyDocuments.write(policy));
    return document.put("id", policy.id()).put("revision", policy.revision());
  }

  /** The text itself where it is not encoded. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
