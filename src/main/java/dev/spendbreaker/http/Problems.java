package dev.spendbreaker.http;

import dev.spendbreaker.gate.ArchiveException;
import dev.spendbreaker.gate.UnknownPositionException;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.NotReadyException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The problems that any endpoint may have. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final int RETRY_SECONDS = 2;

  private Problems() {}

  /** Any failure as a problem. One that nobody foresaw is logged, and the client learns no more. */
  public static Problem of(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return of(failure.getCause());
    }
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    if (failure instanceof NotReadyException notReady) {
      return notReady(notReady);
    }
    if (failure instanceof ArchiveException unreadable) {
      return kafkaUnavailable(String.valueOf(unreadable.getMessage()));
    }
    if (failure instanceof UnknownPositionException unknown) {
      return unknownPosition(String.valueOf(unknown.getMessage()));
    }
    if (failure instanceof PublishException refused) {
      return ofPublish(refused);
    }
    if (failure instanceof RejectedExecutionException) {
      return tooManyQueries();
    }
    if (failure instanceof TimeoutException) {
      return kafkaUnavailable("Kafka did not acknowledge in time; it may still take effect");
    }
    return unexpected(failure);
  }

  static Problem overloaded() {
    return new Problem(
            503,
            "overloaded",
            "too many bytes of requests are being worked on",
            "try again; if it stays so, see whether Kafka keeps up")
        .retryAfter(RETRY_SECONDS);
  }

  static Problem unknownPosition(String detail) {
    return new Problem(
        400,
        "unknown_position",
        detail,
        "connect without Last-Event-ID; /v1/decisions tells what was decided before");
  }

  private static Problem tooManyQueries() {
    return new Problem(
            503,
            "overloaded",
            "too many requests wait for other instances",
            "try again; if it stays so, see which instance does not answer")
        .retryAfter(RETRY_SECONDS);
  }

  private static Problem notReady(NotReadyException notReady) {
    String detail = String.valueOf(notReady.getMessage());
    boolean here = notReady.reason().equals(MissingInstance.NOT_READY);
    Problem problem =
        here
            ? new Problem(503, "not_ready", detail, "try again; see /readyz")
            : new Problem(
                    503,
                    "instance_unavailable",
                    detail,
                    "try again; with ?stale=allow a standby may answer, where there are some")
                .with("reason", notReady.reason());
    return problem.retryAfter(RETRY_SECONDS);
  }

  private static Problem ofPublish(PublishException refused) {
    String text = String.valueOf(refused.getMessage());
    return switch (refused.kind()) {
      case TOO_LARGE ->
          new Problem(
              413,
              "record_too_large",
              text,
              "send less at a time, or raise max.message.bytes of the topic");
      case UNAVAILABLE -> kafkaUnavailable(text);
      case REFUSED ->
          new Problem(500, "kafka_refused", text, "see the log of Spendbreaker; do not try again");
    };
  }

  private static Problem kafkaUnavailable(String detail) {
    return new Problem(
            503, "kafka_unavailable", detail, "try again; if it stays so, see whether Kafka is up")
        .retryAfter(RETRY_SECONDS);
  }

  private static Problem unexpected(Throwable failure) {
    LOG.error("A request failed", failure);
    return new Problem(
        500,
        "internal_error",
        "something failed inside Spendbreaker",
        "see its log; a bug report is welcome");
  }
}
