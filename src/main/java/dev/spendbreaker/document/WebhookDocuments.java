package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.spendbreaker.budget.Webhook;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code webhook} of a policy. */
final class WebhookDocuments {
  private static final String FIELD = "webhook";
  private static final List<String> FIELDS = List.of("url", "secret", "format");

  private WebhookDocuments() {}

  static @Nullable Webhook read(Fields policy) {
    if (policy.optional(FIELD) == null) {
      return null;
    }
    Fields fields = policy.object(FIELD).only(FIELDS);
    Webhook.Format format =
        fields.choice(
            "format", List.of(Webhook.Format.values()), Webhook.Format::text, Webhook.Format.PLAIN);
    return new Webhook(url(fields), secret(fields, format), format);
  }

  /** What is refused is not repeated: it may be a secret. */
  private static String url(Fields fields) {
    String url = fields.text("url");
    if (!Webhook.isUrl(url) && !Webhook.isReference(url)) {
      throw fields.invalid(
          "url",
          "must be a URL such as https://hooks.example.com/budget, without a user and a fragment; or"
              + " env:NAME or file:PATH, which names what holds it");
    }
    return url;
  }

  private static @Nullable String secret(Fields fields, Webhook.Format format) {
    String secret = fields.optionalText("secret");
    if (secret != null && !Webhook.isReference(secret)) {
      throw fields.error(
          InvalidDocumentException.LITERAL_SECRET,
          "secret",
          "must not be the secret itself: put that into an environment variable or a file where"
              + " Spendbreaker runs, and give env:NAME or file:PATH");
    }
    if (secret == null && format == Webhook.Format.PAGERDUTY) {
      throw fields.error(
          InvalidDocumentException.MISSING_FIELD,
          "secret",
          "is missing: env:NAME or file:PATH, which names what holds PagerDuty's routing key");
    }
    return secret;
  }

  static void write(@Nullable Webhook webhook, JsonGenerator json) throws IOException {
    if (webhook == null) {
      return;
    }
    json.writeObjectFieldStart(FIELD);
    json.writeStringField("url", webhook.url());
    Figures.writeText("secret", webhook.secret(), json);
    json.writeStringField("format", webhook.format().text());
    json.writeEndObject();
  }
}
