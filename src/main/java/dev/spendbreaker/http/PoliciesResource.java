package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.SpendQueries;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;

/**
 * {@code /v1/policies}: the policies in force, and changes to them. A change is answered once all
 * instances have taken it in, and tells those that have not answered in time.
 */
final class PoliciesResource {
  private static final String POLICIES = "/v1/policies";
  private static final String POLICY = "/v1/policies/";

  private final SpendQueries queries;
  private final PolicyChanges changes;
  private final Turns turns;
  private final PolicyBodies bodies = new PolicyBodies();

  /**
   * The policies.
   *
   * @param turns in which what If-Match was held against is still there when it is changed
   */
  PoliciesResource(SpendQueries queries, PolicyChanges changes, Turns turns) {
    this.queries = queries;
    this.changes = changes;
    this.turns = turns;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", POLICIES, Access.READ, this::list),
        new Route("GET", POLICY, Access.READ, this::get),
        new Route("PUT", POLICY, Access.WRITE, this::put),
        new Route("DELETE", POLICY, Access.WRITE, this::delete));
  }

  private CompletableFuture<Answer> list(Call call) {
    call.parameters();
    ArrayNode documents = Json.MAPPER.createArrayNode();
    queries.policies().forEach(policy -> documents.add(revised(policy)));
    return Answer.json(200, Map.of("policies", documents)).now();
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    return answer(changes.known(call.rest()), List.of()).now();
  }

  private CompletableFuture<Answer> put(Call call) {
    boolean dryRun = call.parameters("dryRun").flag("dryRun");
    return bodies.answer(
        call, document -> dryRun ? validate(call, document) : write(call, document));
  }

  private CompletableFuture<Answer> validate(Call call, byte[] document) {
    Policy policy = changes.check(call.rest(), document);
    return Answer.json(200, identified(policy)).now();
  }

  private CompletableFuture<Answer> write(Call call, byte[] document) {
    String id = changes.check(call.rest(), document).id();
    return turns
        .take(
            id,
            () -> {
              checkRevision(call);
              return changes.put(id, document);
            })
        .thenApply(changed -> answer(changed.policy(), changed.missing()));
  }

  private CompletableFuture<Answer> delete(Call call) {
    call.parameters();
    String id = call.rest();
    return turns
        .take(
            id,
            () -> {
              changes.known(id);
              checkRevision(call);
              return changes.delete(id);
            })
        .thenApply(Completeness::deleted);
  }

  private void checkRevision(Call call) {
    String wanted = call.header(HttpHeader.IF_MATCH);
    if (wanted != null) {
      Preconditions.checkMatch(wanted, queries.policy(call.rest()).map(Policy::revision));
    }
  }

  private static Answer answer(Policy policy, List<MissingInstance> missing) {
    ObjectNode document = revised(policy);
    Completeness.putMissing(missing, document);
    return Answer.json(200, document).with(Map.of("ETag", Preconditions.etag(policy.revision())));
  }

  private static ObjectNode revised(Policy policy) {
    return identified(policy).put("revision", policy.revision());
  }

  private static ObjectNode identified(Policy policy) {
    return Json.object(PolicyDocuments.write(policy)).put("id", policy.id());
  }
}
