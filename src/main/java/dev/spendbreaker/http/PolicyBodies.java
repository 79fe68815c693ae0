package dev.spendbreaker.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads the policies that requests bring. */
final class PolicyBodies {
  private static final int MAX_DOCUMENT_BYTES = 64 << 10;
  private static final int MAX_IN_FLIGHT_BYTES = 16 << 20;

  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  /**
   * The answer to the policy that a request's body is; it is not yet looked into.
   *
   * <p>Throws, or fails with, a {@link ProblemException} where the body cannot be read. Another
   * media type is refused, also because web pages may send some unasked.
   */
  CompletableFuture<Answer> answer(Call call, Function<byte[], CompletableFuture<Answer>> answer) {
    if (!call.mediaType().equals(Answer.JSON) || !call.contentEncoding().isEmpty()) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "a policy is JSON, not compressed",
              "send it with content-type: application/json")
          .exception();
    }
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_DOCUMENT_BYTES, tooLarge(), lease))
        .thenCompose(answer)
        .whenComplete((answered, failure) -> lease.close());
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "a policy has at most " + MAX_DOCUMENT_BYTES + " bytes",
        "shorten its description, or remove grants that have expired");
  }
}
