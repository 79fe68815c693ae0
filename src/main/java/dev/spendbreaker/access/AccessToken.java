package dev.spendbreaker.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A token of our own, of which only the SHA-256 is known. */
public final class AccessToken {
  /** Shorter ones could be guessed. */
  public static final int MIN_LENGTH = 20;

  private static final String PREFIX = "sb_";
  private static final int RANDOM_BYTES = 32;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

  private final Caller owner;
  private final byte[] hash;

  private AccessToken(Caller owner, byte[] hash) {
    this.owner = owner;
    this.hash = hash;
  }

  /** A new token's text: 256 random bits. */
  public static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Of a token's text.
   *
   * @throws IllegalArgumentException with what is wrong, where the name or the text is none
   */
  public static AccessToken of(String name, Set<Permission> permissions, String token) {
    if (token.length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "the token has less than %d characters: './spendbreaker token create' makes a good one"
              .formatted(MIN_LENGTH));
    }
    return new AccessToken(owner(name, permissions), hash(token));
  }

  /**
   * Reads what {@link #line} wrote: a name, the hash in hexadecimal, and the scopes joined by
   * commas, with blanks between.
   *
   * @throws IllegalArgumentException with what is wrong, where it is something else
   */
  public static AccessToken parse(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    if (words.size() != 3) {
      throw new IllegalArgumentException("it must be: name, SHA-256 of the token, scopes");
    }
    if (!HASH.matcher(words.get(1)).matches()) {
      throw new IllegalArgumentException("the SHA-256 must be 64 hexadecimal digits");
    }
    Set<Permission> permissions = Permission.all(List.of(words.get(2).split(",", -1)));
    byte[] hash = HexFormat.of().parseHex(words.get(1).toLowerCase(Locale.ROOT));
    return new AccessToken(owner(words.get(0), permissions), hash);
  }

  private static Caller owner(String name, Set<Permission> permissions) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name must be up to 64 letters, digits, '.', '_' or '-'");
    }
    return new Caller(name, permissions);
  }

  /** As it stands in a file. */
  public String line() {
    String scopes =
        owner.permissions().stream()
            .sorted()
            .map(Permission::text)
            .collect(Collectors.joining(","));
    return owner.name() + " " + HexFormat.of().formatHex(hash) + " " + scopes;
  }

  Caller owner() {
    return owner;
  }

  /** Whether a text has a hash; takes as long whether it does or not. */
  boolean hasHash(byte[] other) {
    return MessageDigest.isEqual(hash, other);
  }

  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
