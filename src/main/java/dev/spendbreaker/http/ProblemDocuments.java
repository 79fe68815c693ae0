package dev.spendbreaker.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Problems as {@code application/problem+json}. */
final class ProblemDocuments {
  private static final String CONTENT_TYPE = "application/problem+json";

  private ProblemDocuments() {}

  static Answer answer(Problem problem) {
    return Answer.of(problem.status(), CONTENT_TYPE, Json.bytes(document(problem)))
        .with(problem.headers());
  }

  /** The document by itself, for what is told in another way than by an answer. */
  static Map<String, Object> document(Problem problem) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "about:blank");
    document.put("title", HttpStatus.getMessage(problem.status()));
    document.put("status", problem.status());
    document.put("code", problem.code());
    document.put("detail", problem.detail());
    document.put("hint", problem.hint());
    document.putAll(problem.more());
    return document;
  }
}
