package dev.spendbreaker.http;

import java.util.concurrent.CompletableFuture;

/** Answers the requests of one method and path. */
@FunctionalInterface
public interface Endpoint {
  /**
   * The answer, now or later. Reading stores is fine here, waiting is not: threads are few.
   *
   * @throws ProblemException where there is no answer, as may the result
   */
  CompletableFuture<Answer> answer(Call call);
}
