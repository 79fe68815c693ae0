package dev.spendbreaker.mcp;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.http.Problem;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.text.NearestName;
import java.util.List;
import java.util.Map;

/** The policies in force, found by id. */
final class KnownPolicies {
  private final SpendQueries queries;

  KnownPolicies(SpendQueries queries) {
    this.queries = queries;
  }

  /**
   * One policy.
   *
   * @throws dev.spendbreaker.http.ProblemException where there is none with this id
   */
  Policy get(String id) {
    return queries.policy(id).orElseThrow(() -> unknown(id).exception());
  }

  /** The ids that begin so, in their order. */
  List<String> ids(String prefix, int limit) {
    return queries.policies().stream()
        .map(Policy::id)
        .filter(id -> id.startsWith(prefix))
        .limit(limit)
        .toList();
  }

  private Problem unknown(String id) {
    String nearest =
        NearestName.of(id, queries.policies().stream().map(Policy::id).toList())
            .map(near -> "did you mean '" + near + "'? ")
            .orElse("");
    return new Problem(
        404,
        "policy_not_found",
        "there is no policy '" + id + "' in force",
        nearest + "otel_list_budget_policies lists those there are");
  }

  static Map<String, Object> idSchema() {
    return Schemas.text("The policy's id, the 'key' of other answers.", 200);
  }
}
