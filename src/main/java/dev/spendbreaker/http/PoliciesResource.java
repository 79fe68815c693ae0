package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.InvalidPolicyException;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.query.Change;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.Rollout;
import dev.spendbreaker.query.SpendQueries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;

/**
 * {@code /v1/policies}: the policies in force, and changes to them. A change is answered once all
 * instances have taken it in, and tells those that have not answered in time.
 */
final class PoliciesResource {
  private static final String POLICIES = "/v1/policies";
  private static final String POLICY = "/v1/policies/";
  private static final int MAX_DOCUMENT_BYTES = 64 << 10;
  private static final int MAX_IN_FLIGHT_BYTES = 16 << 20;

  /** The revision of a document that has none yet. */
  private static final long NO_REVISION = 0;

  private final SpendQueries queries;
  private final Dimensions dimensions;
  private final PolicyWriter writer;
  private final Rollout rollout;
  private final Duration patience;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  /**
   * The policies.
   *
   * @param dimensions those that policies may name
   * @param patience how long Kafka may take to acknowledge a change, and a change to be in force
   */
  PoliciesResource(
      SpendQueries queries,
      Dimensions dimensions,
      PolicyWriter writer,
      Rollout rollout,
      Duration patience) {
    this.queries = queries;
    this.dimensions = dimensions;
    this.writer = writer;
    this.rollout = rollout;
    this.patience = patience;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", POLICIES, this::list),
        new Route("GET", POLICY, this::get),
        new Route("PUT", POLICY, this::put),
        new Route("DELETE", POLICY, this::delete));
  }

  private CompletableFuture<Answer> list(Call call) {
    call.parameters();
    ArrayNode documents = Json.MAPPER.createArrayNode();
    queries.policies().forEach(policy -> documents.add(revised(policy)));
    return Answer.json(200, Map.of("policies", documents)).now();
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    return answer(known(call.rest()), List.of()).now();
  }

  private CompletableFuture<Answer> put(Call call) {
    boolean dryRun = call.parameters("dryRun").flag("dryRun");
    requireJson(call);
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_DOCUMENT_BYTES, tooLarge(), lease))
        .thenCompose(document -> dryRun ? validate(call, document) : write(call, document))
        .whenComplete((answer, failure) -> lease.close());
  }

  private CompletableFuture<Answer> validate(Call call, byte[] document) {
    Policy policy = parse(call.rest(), document, NO_REVISION);
    return Answer.json(200, identified(policy)).now();
  }

  private CompletableFuture<Answer> write(Call call, byte[] document) {
    String id = call.rest();
    parse(id, document, NO_REVISION);
    checkRevision(call);
    return acknowledged(writer.put(id, document))
        .thenCompose(
            revision ->
                taken(new Change(Change.Kind.POLICY_SET, id, revision), "policy_not_in_force_yet")
                    .thenApply(missing -> answer(parse(id, document, revision), missing)));
  }

  private CompletableFuture<Answer> delete(Call call) {
    call.parameters();
    String id = known(call.rest()).id();
    checkRevision(call);
    return acknowledged(writer.delete(id))
        .thenCompose(
            revision ->
                taken(new Change(Change.Kind.POLICY_DELETED, id, revision), "policy_not_gone_yet"))
        .thenApply(Completeness::deleted);
  }

  /** The writer's own result goes on where nobody waits for it any more. */
  private CompletableFuture<Long> acknowledged(CompletableFuture<Long> written) {
    return written.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The instances that are not known to have taken it in. */
  private CompletableFuture<List<MissingInstance>> taken(Change change, String otherwise) {
    return rollout
        .await(change, patience)
        .thenApply(
            reach -> {
              if (!reach.here()) {
                throw notYet(otherwise, change.key(), change.revision()).exception();
              }
              return reach.missing();
            });
  }

  private void checkRevision(Call call) {
    String wanted = call.header(HttpHeader.IF_MATCH);
    if (wanted != null) {
      Preconditions.checkMatch(wanted, queries.policy(call.rest()).map(Policy::revision));
    }
  }

  private Policy known(String id) {
    return queries
        .policy(id)
        .orElseThrow(
            () ->
                new Problem(
                        404,
                        "policy_not_found",
                        "there is no policy '" + id + "' in force",
                        "see /v1/policies for those there are")
                    .exception());
  }

  private Policy parse(String id, byte[] document, long revision) {
    try {
      return PolicyDocuments.parse(id, document, revision, dimensions);
    } catch (InvalidPolicyException e) {
      throw invalid(e).exception();
    }
  }

  private static Problem invalid(InvalidPolicyException e) {
    return new Problem(
            422,
            e.code(),
            e.path() + " " + e.reason(),
            "correct the policy; ?dryRun=true only checks it")
        .with("path", e.path());
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

  /** Another media type is refused, also because web pages may send some unasked. */
  private static void requireJson(Call call) {
    if (!call.mediaType().equals(Answer.JSON) || !call.contentEncoding().isEmpty()) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "a policy is JSON, not compressed",
              "send it with content-type: application/json")
          .exception();
    }
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "a policy has at most " + MAX_DOCUMENT_BYTES + " bytes",
        "shorten its description, or remove grants that have expired");
  }

  private Problem notYet(String code, String id, long revision) {
    return new Problem(
            504,
            code,
            "revision %d of policy '%s' is written, but after %d ms not every store here has taken it in"
                .formatted(revision, id, patience.toMillis()),
            "it takes effect without another request; see /readyz for what holds the stores up")
        .with("revision", revision);
  }
}
