package dev.spendbreaker.webhook;

import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt to deliver.
 *
 * @param status the HTTP status of the answer; 0 where there was none
 * @param error what went wrong, in words for people, without secrets; null where the delivery was
 *     accepted
 * @param retryAfterMillis for how long the endpoint asks to be left alone; null where it does not
 * @param endpoint scheme, host and port of where it was sent; null where it was not
 */
record Outcome(
    int status,
    @Nullable String error,
    @Nullable Long retryAfterMillis,
    @Nullable String endpoint) {
  private static final int GONE = 410;

  /** An answer with an HTTP status. */
  static Outcome answered(int status, @Nullable Long retryAfterMillis) {
    return new Outcome(status, isSuccess(status) ? null : explain(status), retryAfterMillis, null);
  }

  /** There was no answer. */
  static Outcome failed(String error) {
    return new Outcome(0, error, null, null);
  }

  Outcome at(String where) {
    return new Outcome(status, error, retryAfterMillis, where);
  }

  boolean isDelivered() {
    return isSuccess(status);
  }

  /** Whether the endpoint wants no more deliveries. */
  boolean isGone() {
    return status == GONE;
  }

  /** Whether the endpoint as a whole asks to be left alone, not only for this delivery. */
  boolean isBusy() {
    return status == 429 || (status == 503 && retryAfterMillis != null);
  }

  private static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }

  private static String explain(int status) {
    return switch (status / 100) {
      case 3 -> "answered " + status + ": redirects are not followed";
      case 4 -> status == GONE ? "answered 410: it is gone" : "answered " + status;
      default -> "answered " + status;
    };
  }
}
