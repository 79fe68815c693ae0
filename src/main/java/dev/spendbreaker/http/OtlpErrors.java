package dev.spendbreaker.http;

import org.eclipse.jetty.server.Request;

/** Problems as OTLP tells them: a google.rpc.Status in the encoding of the request. */
final class OtlpErrors {
  private static final int UNKNOWN = 2;
  private static final int INVALID_ARGUMENT = 3;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int PERMISSION_DENIED = 7;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final int UNAVAILABLE = 14;
  private static final int UNAUTHENTICATED = 16;

  private OtlpErrors() {}

  /** A request in neither encoding is answered in JSON, which people can read. */
  static Answer answer(Request request, Problem problem) {
    OtlpEncoding known = OtlpEncoding.of(Call.mediaType(request));
    OtlpEncoding encoding = known == null ? OtlpEncoding.JSON : known;
    byte[] status =
        encoding.status(code(problem.status()), problem.detail() + ": " + problem.hint());
    return Answer.of(problem.status(), encoding.mediaType(), status).with(problem.headers());
  }

  /** The google.rpc.Code nearest to an HTTP status. */
  private static int code(int httpStatus) {
    return switch (httpStatus) {
      case 400, 415 -> INVALID_ARGUMENT;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404, 405 -> UNIMPLEMENTED;
      case 408 -> DEADLINE_EXCEEDED;
      case 413 -> RESOURCE_EXHAUSTED;
      case 500 -> INTERNAL;
      case 503 -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }
}
