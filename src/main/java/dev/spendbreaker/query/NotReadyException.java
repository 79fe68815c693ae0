package dev.spendbreaker.query;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked for cannot be read now: the application is starting, restoring or rebalancing, or
 * the instance that keeps it does not answer. Try again.
 */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public NotReadyException(String message) {
    this(MissingInstance.NOT_READY, message);
  }

  private NotReadyException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  static NotReadyException of(InstanceException failure) {
    return new NotReadyException(
        failure.reason(), failure.getMessage() + "; try again, another will take over");
  }

  /** Where nobody answered. */
  static NotReadyException of(List<MissingInstance> missing) {
    return new NotReadyException(
        "no partition can be read now ("
            + missing.stream()
                .map(
                    one ->
                        (one.address() == null ? "no instance" : one.address())
                            + ": "
                            + one.reason())
                .collect(Collectors.joining(", "))
            + "); try again");
  }

  /** Why, as {@link MissingInstance#reason} says it. */
  public String reason() {
    return reason;
  }
}
