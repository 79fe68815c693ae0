package dev.spendbreaker.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Signatures of the Standard Webhooks specification, 1.0.0: symmetric, {@code v1}. */
final class Signatures {
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;

  private Signatures() {}

  /**
   * The value of the header {@code webhook-signature}.
   *
   * @param secrets one secret, {@code whsec_} and 24 to 64 bytes in Base64; or, while it is being
   *     replaced, several, separated by white space
   * @throws UndeliverableException where one is not of that form
   */
  static String of(String id, long seconds, String body, String secrets)
      throws UndeliverableException {
    List<String> signatures = new ArrayList<>();
    for (String secret : secrets.strip().split("\\s+", -1)) {
      signatures.add(sign(id, seconds, body, secret));
    }
    return String.join(" ", signatures);
  }

  private static String sign(String id, long seconds, String body, String secret)
      throws UndeliverableException {
    try {
      return new Webhook(key(secret)).sign(id, seconds, body);
    } catch (IllegalArgumentException | WebhookSigningException e) {
      throw malformed();
    }
  }

  private static byte[] key(String secret) throws UndeliverableException {
    if (!secret.startsWith(Webhook.SECRET_PREFIX)) {
      throw malformed();
    }
    byte[] key = Base64.getDecoder().decode(secret.substring(Webhook.SECRET_PREFIX.length()));
    if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
      throw malformed();
    }
    return key;
  }

  private static UndeliverableException malformed() {
    return new UndeliverableException(
        "the secret must be 'whsec_' and 24 to 64 bytes in Base64 (make one with: echo"
            + " whsec_$(openssl rand -base64 32))");
  }
}
