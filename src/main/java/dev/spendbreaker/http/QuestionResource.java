package dev.spendbreaker.http;

import dev.spendbreaker.query.InstanceAnswers;
import dev.spendbreaker.query.InstanceAuth;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code /internal/question}: what other instances ask this one. They prove with {@link
 * InstanceAuth} that they belong to it; no token of the public surfaces is good here. What is asked
 * is answered from the stores here and never passed on.
 */
final class QuestionResource {
  private static final int MAX_QUESTION_BYTES = 64 << 10;
  private static final int MAX_IN_FLIGHT_BYTES = 16 << 20;

  private final InstanceAnswers answers;
  private final InstanceAuth auth;
  private final boolean loopback;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  /**
   * @param loopback whether only programs of this machine reach this instance
   */
  QuestionResource(InstanceAnswers answers, InstanceAuth auth, boolean loopback) {
    this.answers = answers;
    this.auth = auth;
    this.loopback = loopback;
  }

  /**
   * An instance may be called by a name of its own, which is none of the public addresses: where it
   * proves itself, no host is looked at.
   */
  List<Route> routes() {
    Route.Guard guard = auth.hasSecret() ? Route.Guard.NONE : Route.Guard.CHANGES;
    return List.of(new Route("POST", InstanceAnswers.PATH, Access.INSTANCE, this::ask, guard));
  }

  private CompletableFuture<Answer> ask(Call call) {
    if (!auth.hasSecret() && !loopback) {
      throw noSecret().exception();
    }
    if (!call.mediaType().equals(InstanceAnswers.CONTENT_TYPE)) {
      throw notAQuestion("the body is no " + InstanceAnswers.CONTENT_TYPE).exception();
    }
    String proof = call.headers().get(InstanceAuth.HEADER);
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_QUESTION_BYTES, tooLarge(), lease))
        .thenApply(question -> answer(proof, question))
        .whenComplete((answer, failure) -> lease.close());
  }

  private Answer answer(@Nullable String proof, byte[] question) {
    if (!auth.accepts(proof, question)) {
      throw notAuthenticated().exception();
    }
    byte[] body = answers(question);
    return Answer.of(200, InstanceAnswers.CONTENT_TYPE, body)
        .with(Map.of(InstanceAuth.HEADER, auth.proveAnswer(proof, body)));
  }

  private byte[] answers(byte[] question) {
    try {
      return answers.answer(question);
    } catch (IllegalArgumentException e) {
      throw notAQuestion(String.valueOf(e.getMessage())).exception();
    }
  }

  private static Problem noSecret() {
    return new Problem(
        403,
        "instance_secret_missing",
        "instances on other machines are answered only where a secret is shared",
        "set 'instance.secret' to the same on all instances");
  }

  private static Problem notAuthenticated() {
    return new Problem(
        401,
        "instance_not_authenticated",
        "the request does not prove that it comes from an instance of this application",
        "set 'instance.secret' to the same on all instances, and see that their clocks agree to a"
            + " minute");
  }

  private static Problem notAQuestion(String detail) {
    return new Problem(
        400, "not_a_question", detail, "run instances of one version; others use /v1");
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "a question has at most " + MAX_QUESTION_BYTES + " bytes",
        "run instances of one version");
  }
}
