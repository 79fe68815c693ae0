package dev.spendbreaker.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How instances prove to each other that they belong together: each question carries the time and
 * an HMAC-SHA256 of time and question under the secret that all share, and each answer an HMAC of
 * the answer and the question's proof. The secret itself is never sent, and an answer cannot be
 * given by who does not know it.
 *
 * <p>Without a secret nothing is proved; that is for instances which only loopback addresses reach.
 */
public final class InstanceAuth {
  /** The header of the proof, in questions and in answers. */
  public static final String HEADER = "Spendbreaker-Instance";

  /** How old a question may be: clocks differ, and questions only read. */
  private static final long MAX_AGE_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern PROOF = Pattern.compile("v1 (\\d{1,15}) ([0-9a-f]{64})");

  private final @Nullable SecretKeySpec key;
  private final InstantSource clock;

  /**
   * @param secret what all instances know; null for none
   */
  public InstanceAuth(@Nullable String secret, InstantSource clock) {
    this.key = secret == null ? null : new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    this.clock = clock;
  }

  /** Whether there is a secret. */
  public boolean hasSecret() {
    return key != null;
  }

  /** The proof that goes with a question; empty without a secret. */
  String prove(byte[] question) {
    return key == null ? "" : proof(key, clock.millis(), question);
  }

  /** Whether a question comes from an instance that knows the secret; always without one. */
  public boolean accepts(@Nullable String proof, byte[] question) {
    if (key == null) {
      return true;
    }
    Matcher parts = PROOF.matcher(proof == null ? "" : proof);
    if (!parts.matches()) {
      return false;
    }
    long millis = Long.parseLong(parts.group(1));
    return Math.abs(clock.millis() - millis) <= MAX_AGE_MILLIS
        && areEqual(proof(key, millis, question), parts.group());
  }

  /** The proof that goes with the answer to a question that was accepted. */
  public String proveAnswer(@Nullable String questionsProof, byte[] answer) {
    return key == null ? "" : hmac(key, "answer " + questionsProof, answer);
  }

  /** Whether an answer comes from an instance that knows the secret; always without one. */
  boolean acceptsAnswer(@Nullable String proof, String questionsProof, byte[] answer) {
    return key == null
        || (proof != null && areEqual(hmac(key, "answer " + questionsProof, answer), proof));
  }

  private static String proof(SecretKeySpec key, long millis, byte[] question) {
    return "v1 " + millis + " " + hmac(key, "question " + millis, question);
  }

  private static String hmac(SecretKeySpec key, String head, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(head.getBytes(UTF_8));
      mac.update((byte) '\n');
      return HexFormat.of().formatHex(mac.doFinal(message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Takes the same time wherever the two differ. */
  private static boolean areEqual(String wanted, String given) {
    return MessageDigest.isEqual(wanted.getBytes(US_ASCII), given.getBytes(US_ASCII));
  }
}
