package dev.spendbreaker.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entity tags, and the conditions on them (RFC 9110, §8.8.3 and §13.1). */
final class Preconditions {
  private static final String ANY = "*";
  private static final String WEAK = "W/";
  private static final int HASH_BYTES = 16;

  private Preconditions() {}

  /** The entity tag of a revision. */
  static String etag(long revision) {
    return "\"" + revision + "\"";
  }

  /** The entity tag of a document: a hash of its content. */
  private static String etag(byte[] document) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(document);
      return '"' + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * An answer with the entity tag of its body; without the body where an If-None-Match header names
   * that tag. A weak one counts, too.
   */
  static Answer unlessKnown(Answer answer, @Nullable String ifNoneMatch) {
    byte[] body = new byte[answer.body().remaining()];
    answer.body().duplicate().get(body);
    String etag = etag(body);
    boolean known = ifNoneMatch != null && names(ifNoneMatch.replace(WEAK, ""), etag);
    return (known ? Answer.empty(304) : answer).with(Map.of("ETag", etag));
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
