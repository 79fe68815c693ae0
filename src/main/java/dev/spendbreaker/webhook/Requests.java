package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus.Told;
import dev.spendbreaker.document.NotificationDocuments;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;

/** Makes the request that tells a notification: where to, what, and signed. */
final class Requests {
  /** A routing key is sent as it is, so only to PagerDuty, or to what the operator has named. */
  private static final Set<String> PAGERDUTY_HOSTS =
      Set.of("events.pagerduty.com", "events.eu.pagerduty.com");

  private final HttpClient client;
  private final SenderOptions options;
  private final AddressRules rules;
  private final References references;
  private final InstantSource clock;

  Requests(
      HttpClient client,
      SenderOptions options,
      AddressRules rules,
      References references,
      InstantSource clock) {
    this.client = client;
    this.options = options;
    this.rules = rules;
    this.references = references;
    this.clock = clock;
  }

  /**
   * The request of one attempt. May take long, where a file is slow to read.
   *
   * @throws UndeliverableException where it must not or cannot be sent
   */
  Request of(Notification notification) throws UndeliverableException {
    Webhook webhook = notification.webhook();
    URI uri = uri(webhook);
    String secret = webhook.secret() == null ? null : references.read(webhook.secret());
    String body = body(notification, uri, secret == null ? "" : secret);
    long seconds = clock.millis() / 1000;
    Request request =
        client
            .newRequest(uri)
            .method("POST")
            .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .body(new StringRequestContent("application/json", body))
            .headers(
                headers ->
                    headers
                        .put("webhook-id", notification.webhookId())
                        .put("webhook-timestamp", Long.toString(seconds)));
    if (secret != null && webhook.format() != Webhook.Format.PAGERDUTY) {
      String signature = Signatures.of(notification.webhookId(), seconds, body, secret);
      request.headers(headers -> headers.put("webhook-signature", signature));
    }
    return request;
  }

  private URI uri(Webhook webhook) throws UndeliverableException {
    String url = references.read(webhook.url());
    if (!Webhook.isUrl(url)) {
      throw new UndeliverableException("what " + webhook.url() + " names is no URL");
    }
    URI uri = URI.create(url);
    if (!uri.getScheme().equals("https") && !options.allowHttp()) {
      throw new UndeliverableException("it is not https; 'webhook.allow.http' would let it pass");
    }
    if (options.proxy() != null) {
      refuseLiteral(uri.getHost());
    }
    return uri;
  }

  /** A proxy looks names up, but no address needs to be. */
  private void refuseLiteral(String host) throws UndeliverableException {
    String literal = GuardedResolver.unbracketed(host);
    if (AddressBlock.find(literal) == null) {
      return;
    }
    try {
      String refusal = rules.refusal(literal, InetAddress.getByName(literal));
      if (refusal != null) {
        throw new UndeliverableException(host + " must not be called: " + refusal);
      }
    } catch (UnknownHostException e) {
      throw new UndeliverableException(host + " is no address");
    }
  }

  private String body(Notification notification, URI uri, String secret)
      throws UndeliverableException {
    Told told = notification.told();
    Decision decision = notification.decision();
    return switch (notification.webhook().format()) {
      case PLAIN -> NotificationDocuments.plain(told, decision);
      case SLACK -> NotificationDocuments.slack(told, decision);
      case KILL_CALLBACK ->
          NotificationDocuments.killCallback(told, decision, notification.governing());
      case PAGERDUTY -> {
        requirePagerDuty(uri.getHost());
        yield NotificationDocuments.pagerDuty(told, decision, notification.target(), secret);
      }
    };
  }

  private void requirePagerDuty(String host) throws UndeliverableException {
    if (!PAGERDUTY_HOSTS.contains(host) && !options.allowed().contains(host)) {
      throw new UndeliverableException(
          "a routing key is sent to %s only, or to a host that 'webhook.allowed' lists"
              .formatted(String.join(" and ", PAGERDUTY_HOSTS)));
    }
  }
}
