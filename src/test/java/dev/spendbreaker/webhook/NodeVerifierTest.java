package dev.spendbreaker.webhook;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus.Told;
import dev.spendbreaker.testing.NodePackages;
import dev.spendbreaker.testing.WebhookReceiver;
import dev.spendbreaker.testing.WebhookReceiver.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, verified by the Standard Webhooks library of another language. */
@Tag("integration")
class NodeVerifierTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  /** With letters whose bytes and characters differ. */
  private static final Decision DECISION =
      decision(Scope.agent("forschungs-agent-äöü-😀"), Action.KILL).build();

  @TempDir Path directory;

  @Test
  void shouldBeVerifiedInNode() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver();
        HttpSender sender =
            new HttpSender(
                new SenderOptions(List.of("127.0.0.1"), true, null, Duration.ofSeconds(10)),
                Map.of("HOOK", SECRET),
                InstantSource.system())) {
      send(sender, new Webhook(receiver.url("/"), "env:HOOK", Webhook.Format.PLAIN));
      Received request = receiver.received.get(0);

      assertThat(verify(SECRET, request, request.body()))
          .isEqualTo("verified: kill " + DECISION.decisionId() + "\n");
      assertThat(verify(OTHER_SECRET, request, request.body())).startsWith("refused: ");
      assertThat(verify(SECRET, request, request.body().replace("kill", "allow")))
          .startsWith("refused: ");
    }
  }

  private static void send(HttpSender sender, Webhook webhook) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Sender.Flight unused =
        sender.send(
            new Notification(DECISION.decisionId(), "p1", Told.DECISION, webhook, DECISION, null),
            outcome::complete);
    assertThat(outcome.get(30, TimeUnit.SECONDS).isDelivered()).isTrue();
  }

  private String verify(String secret, Received request, String body) throws Exception {
    Path delivery = directory.resolve("delivery.json");
    Map<String, String> headers =
        Map.of(
            "webhook-id", request.header("webhook-id"),
            "webhook-timestamp", request.header("webhook-timestamp"),
            "webhook-signature", request.header("webhook-signature"));
    new ObjectMapper().writeValue(delivery.toFile(), Map.of("headers", headers, "body", body));
    return NodePackages.of("webhooks")
        .run(60, Path.of("src/test/npm/webhooks/verify.mjs"), secret, delivery.toString());
  }
}
