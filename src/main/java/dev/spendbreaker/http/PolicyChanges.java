package dev.spendbreaker.http;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Changes to policies, each done once all instances have taken it in, or have failed to say so in
 * time. Failures are {@link ProblemException}s and what {@link Problems#of} understands.
 */
public final class PolicyChanges {
  /** The revision of a document that has none yet. */
  private static final long NO_REVISION = 0;

  private final SpendQueries queries;
  private final Dimensions dimensions;
  private final PolicyWriter writer;
  private final Rollout rollout;
  private final Duration patience;

  /**
   * Changes through a writer.
   *
   * @param dimensions those that policies may name
   * @param patience how long Kafka may take to acknowledge a change, and a change to be in force
   */
  public PolicyChanges(
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

  /**
   * Checks a policy, and changes nothing.
   *
   * @throws ProblemException where it cannot be used
   */
  public Policy check(String id, byte[] document) {
    return draft(id, document, dimensions);
  }

  /**
   * A policy that is not in force.
   *
   * @throws ProblemException where it cannot be used
   */
  static Policy draft(String id, byte[] document, Dimensions dimensions) {
    return parse(id, document, NO_REVISION, dimensions);
  }

  /** The policy that is in force. */
  Policy known(String id) {
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

  /**
   * A policy that was set.
   *
   * @param missing the instances that are not known to have taken it in
   */
  public record Changed(Policy policy, List<MissingInstance> missing) {}

  /** Sets a policy that has been checked, in place of the one with the same id, if any. */
  public CompletableFuture<Changed> put(String id, byte[] document) {
    return acknowledged(writer.put(id, document))
        .thenCompose(
            revision ->
                taken(new Change(Change.Kind.POLICY_SET, id, revision), "policy_not_in_force_yet")
                    .thenApply(
                        missing ->
                            new Changed(parse(id, document, revision, dimensions), missing)));
  }

  /**
   * Deletes a policy; its scopes keep what they have spent.
   *
   * @return the instances that are not known to have taken it in
   */
  public CompletableFuture<List<MissingInstance>> delete(String id) {
    return acknowledged(writer.delete(id))
        .thenCompose(
            revision ->
                taken(new Change(Change.Kind.POLICY_DELETED, id, revision), "policy_not_gone_yet"));
  }

  /** The writer's own result goes on where nobody waits for it any more. */
  private CompletableFuture<Long> acknowledged(CompletableFuture<Long> written) {
    return written.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<List<MissingInstance>> taken(Change change, String otherwise) {
    return rollout
        .await(change, patience)
        .thenApply(
            reach -> {
              if (!reach.here()) {
                String policy = "policy '" + change.key() + "'";
                throw Completeness.notYet(
                        otherwise, policy, change.revision(), reach.missing(), patience)
                    .exception();
              }
              return reach.missing();
            });
  }

  private static Policy parse(String id, byte[] document, long revision, Dimensions dimensions) {
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
            "correct the policy; a dry run only checks it")
        .with("path", e.path());
  }
}
