package dev.spendbreaker.http;

import java.util.Arrays;
import java.util.Optional;

/** Conditions on the revision of what a request changes (RFC 9110, §13.1.1). */
final class Preconditions {
  private static final String ANY = "*";

  private Preconditions() {}

  /** The entity tag of a revision. */
  static String etag(long revision) {
    return "\"" + revision + "\"";
  }

  /**
   * Lets a request pass whose If-Match names the current revision, or any with {@code *}.
   *
   * @param current the revision there is, if any
   * @throws ProblemException where it does not
   */
  static void checkMatch(String ifMatch, Optional<Long> current) {
    if (current.isEmpty() || !names(ifMatch, etag(current.get()))) {
      String there = current.map(revision -> "is at " + etag(revision)).orElse("does not exist");
      throw new Problem(
              412,
              "revision_differs",
              "If-Match does not hold: what you change " + there,
              "get it again, and repeat the change on that")
          .exception();
    }
  }

  private static boolean names(String ifMatch, String etag) {
    return Arrays.stream(ifMatch.split(","))
        .map(String::strip)
        .anyMatch(tag -> tag.equals(ANY) || tag.equals(etag));
  }
}
