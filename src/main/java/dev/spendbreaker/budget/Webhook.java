package dev.spendbreaker.budget;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of decisions over HTTP.
 *
 * @param url where to, {@code https://…} (or {@code http://…}, which a setting may allow); or a
 *     reference to it, as of a secret
 * @param secret a reference to what signs the deliveries, {@code env:NAME} or {@code file:PATH};
 *     for PagerDuty to the routing key; null where they are not signed
 * @param format what is sent
 */
public record Webhook(String url, @Nullable String secret, Format format) {
  private static final Pattern REFERENCE =
      Pattern.compile("env:[A-Za-z_][A-Za-z0-9_]{0,199}|file:[^\\p{Cntrl}]{1,1000}");

  private static final Pattern URL =
      Pattern.compile(
          "https?://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)"
              + "(:\\d{1,5})?([/?][!$-;=?-Z\\[\\]_a-z~]*)?");

  private static final int MAX_URL = 2000;

  /** What is sent. */
  public enum Format {
    /** The decision's document. */
    PLAIN,
    /** A message of a Slack incoming webhook. */
    SLACK,
    /** An event of PagerDuty's Events API v2. */
    PAGERDUTY,
    /** {@code {event, decision, policy}}, of kills only. */
    KILL_CALLBACK;

    /** As it stands in documents: {@code plain}, {@code kill-callback}, … */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The format of a text.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Format of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Whether a text names an environment variable or a file that holds what is meant. */
  public static boolean isReference(String text) {
    return REFERENCE.matcher(text).matches();
  }

  /** Whether a text is a URL that can be called: no user, no fragment, only what URLs may hold. */
  public static boolean isUrl(String text) {
    return text.length() <= MAX_URL && URL.matcher(text).matches();
  }
}
