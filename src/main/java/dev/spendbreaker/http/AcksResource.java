package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.AckDocuments;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.KillDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.query.KillQueries;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/decisions/{id}/ack}: somebody has acted on a kill. */
final class AcksResource {
  private static final String DECISION = "/v1/decisions/";
  private static final String ACK = "/ack";
  private static final long MAX_IN_FLIGHT_BYTES = 4L << 20;

  /** How long a kill may take from the status that tells of it to the decisions topic. */
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(5);

  private final KillQueries kills;
  private final DecisionLog log;
  private final AckWriter writer;
  private final InstantSource clock;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  AcksResource(KillQueries kills, DecisionLog log, AckWriter writer, InstantSource clock) {
    this.kills = kills;
    this.log = log;
    this.writer = writer;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", DECISION, Access.READ, this::get),
        new Route("POST", DECISION, Access.CHECK, this::acknowledge));
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    return known(decisionId(call)).thenApply(kill -> Answer.json(200, document(kill)));
  }

  private CompletableFuture<Answer> acknowledge(Call call) {
    call.parameters();
    String decisionId = decisionId(call);
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(AckDocuments.MAX_BYTES, tooLarge(), lease))
        .thenApply(body -> read(call, decisionId, body))
        .thenCompose(ack -> known(decisionId).thenCompose(kill -> write(kill, ack)))
        .whenComplete((answered, failure) -> lease.close());
  }

  /** Another media type is refused, also because web pages may send some unasked. */
  private static Ack read(Call call, String decisionId, byte[] body) {
    if (body.length > 0
        && !(call.mediaType().equals(Answer.JSON) && call.contentEncoding().isEmpty())) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "an acknowledgement is JSON, not compressed, or nothing",
              "send it with content-type: application/json")
          .exception();
    }
    try {
      return AckDocuments.readBody(decisionId, body);
    } catch (InvalidDocumentException e) {
      throw new Problem(
              422,
              e.code(),
              e.path() + " " + e.reason(),
              "send {\"by\": \"who acted\", \"actedAt\": \"2026-12-01T00:00:00Z\"}, or nothing")
          .with("path", e.path())
          .exception();
    }
  }

  private CompletableFuture<Answer> write(KillStatus kill, Ack said) {
    Ack ack = said.actedMillis() == null ? said.at(clock.millis()) : said;
    return writer
        .acknowledge(kill.scope(), ack)
        .thenApply(done -> Answer.json(202, Json.object(AckDocuments.write(ack))));
  }

  private static String decisionId(Call call) {
    String rest = call.rest();
    if (!rest.endsWith(ACK)) {
      throw new Problem(
              404,
              "not_found",
              "there is nothing at this path",
              "POST " + DECISION + "{id}" + ACK + " says that a kill was acted on")
          .exception();
    }
    return rest.substring(0, rest.length() - ACK.length());
  }

  /** A kill is in the memory of decisions a moment before it is in the store of kills. */
  private CompletableFuture<KillStatus> known(String decisionId) {
    return kills
        .kill(decisionId)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> justDecided(decisionId));
  }

  private CompletableFuture<KillStatus> justDecided(String decisionId) {
    DecisionsResource.requireReady(log);
    return log.find(decisionId, COMMIT_PATIENCE)
        .thenApply(
            found ->
                found
                    .filter(decision -> decision.action() == Action.KILL)
                    .map(kill -> KillStatus.of(kill, KillStatus.State.AWAITED, null))
                    .orElseThrow(() -> notFound(decisionId).exception()));
  }

  private static ObjectNode document(KillStatus kill) {
    return Json.object(KillDocuments.write(kill));
  }

  private static Problem notFound(String decisionId) {
    return new Problem(
        404,
        "kill_not_found",
        "no kill has the id '" + decisionId + "'",
        "only kills are acknowledged, by their decisionId; those of long ago are forgotten");
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "an acknowledgement has at most " + AckDocuments.MAX_BYTES + " bytes",
        "shorten 'by'");
  }
}
