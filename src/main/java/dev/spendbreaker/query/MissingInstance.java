package dev.spendbreaker.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance whose part of an answer is missing.
 *
 * @param address of the instance; null where no instance keeps the partitions now
 * @param partitions those it should have answered for
 * @param reason an open set: {@code unreachable}, {@code timeout}, {@code not_ready}, …
 */
public record MissingInstance(@Nullable String address, List<Integer> partitions, String reason) {
  /** No instance keeps the partitions now. */
  public static final String UNASSIGNED = "unassigned";

  /** The instance answers, but its stores cannot be read now. */
  public static final String NOT_READY = "not_ready";

  /** The instance answers, but has not taken in a change yet. */
  public static final String NOT_IN_FORCE_YET = "not_in_force_yet";

  /** The address is that of no instance, or nothing listens there. */
  public static final String UNREACHABLE = "unreachable";

  /** The instance did not answer in time. */
  public static final String TIMEOUT = "timeout";

  /** One of the two instances does not accept that the other knows the shared secret. */
  public static final String NOT_AUTHENTICATED = "not_authenticated";

  /** What the instance answered cannot be understood: it may be of another version. */
  public static final String INCOMPATIBLE = "incompatible";

  public MissingInstance {
    partitions = List.copyOf(partitions);
  }
}
