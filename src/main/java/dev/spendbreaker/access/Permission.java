package dev.spendbreaker.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a token may allow. None includes another. */
public enum Permission {
  /** To see spend, policies, prices and decisions. */
  READ,
  /** To change policies and prices. */
  WRITE,
  /** To ask whether a call may be made. */
  CHECK,
  /** To send spans. */
  INGEST;

  /** As it stands in a token's scopes. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one with a text. */
  public static Optional<Permission> of(String text) {
    return Arrays.stream(values()).filter(permission -> permission.text().equals(text)).findFirst();
  }

  /** All of them, as texts. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Permission::text).toList();
  }

  /**
   * Those with these texts.
   *
   * @throws IllegalArgumentException with what is wrong, where one is none or there are none
   */
  public static Set<Permission> all(Collection<String> texts) {
    EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (String text : texts) {
      permissions.add(
          of(text)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is no scope '" + text + "': there are " + list())));
    }
    if (permissions.isEmpty()) {
      throw new IllegalArgumentException("scopes are missing: there are " + list());
    }
    return permissions;
  }

  private static String list() {
    return String.join(", ", texts());
  }
}
