package dev.spendbreaker.http;

import dev.spendbreaker.http.OpenApi.Operation;
import dev.spendbreaker.http.World.Ask;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.StalePartition;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How each answer that is described is brought about. For a new operation say here what leads to
 * each of its answers, where that is not the same for all, and in {@link GoodRequests} what it
 * needs besides method and path.
 */
final class Provocations implements AutoCloseable {
  /** Asks an operation so that it gives a certain answer. */
  interface Provocation {
    Received provoke(Operation operation) throws Exception;
  }

  private static final String LARGE = "{\"x\":\"" + "x".repeat(70_000) + "\"}";

  private final Asker asker = new Asker();
  private final Map<String, List<Provocation>> provocations = new LinkedHashMap<>();

  Provocations() {
    scopes();
    decisions();
    policies();
    prices();
    checks();
    flags();
    webhooks();
    ingest();
    about();
  }

  /** What leads to an answer; empty where nobody has said so. */
  List<Provocation> of(Operation operation, String status) {
    List<Provocation> special = provocations.get(operation.id() + " " + status);
    if (special != null) {
      return special;
    }
    return switch (status) {
      case "400" -> List.of(asker::askWithUnknownParameter);
      case "401" -> List.of(asker::askWithoutToken);
      case "403" -> List.of(asker::askUnduly);
      case "default" -> List.of(asker::askTooMuch);
      default -> List.of();
    };
  }

  private void on(String operation, String status, Provocation provocation) {
    provocations
        .computeIfAbsent(operation + " " + status, none -> new ArrayList<>())
        .add(provocation);
  }

  /** By another request than a good one. */
  private void asking(String operation, String status, UnaryOperator<Ask> change) {
    on(operation, status, op -> asker.ask(op, change));
  }

  /** By a good request, after something has happened. */
  private void after(String operation, String status, Consumer<World> event) {
    after(operation, status, World::new, event);
  }

  private void after(
      String operation, String status, Supplier<World> worlds, Consumer<World> event) {
    on(operation, status, op -> asker.askAfter(op, worlds, event));
  }

  private void good(String operation, String status) {
    asking(operation, status, ask -> ask);
  }

  private void scopes() {
    good("listScopes", "200");
    after("listScopes", "200", this::leaveSomethingOut);
    good("getScope", "200");
    asking("getScope", "200", ask -> ask.to("/v1/scopes/agent%2Fa1"));
    after("getScope", "200", this::leaveSomethingOut);
    good("listDecisionsOfScope", "200");
    asking("listDecisionsOfScope", "200", ask -> ask.to("/v1/scopes/agent%2Fa1/decisions"));
    good("getSpend", "200");
    for (String operation : List.of("getScope", "listDecisionsOfScope", "getSpend")) {
      on(operation, "400", asker::askWithUnknownParameter);
      asking(operation, "400", ask -> ask.to(ask.path().replace("agent/a1", "agent%2Fa1%2Ftask")));
    }
    for (String operation : List.of("getScope", "getSpend")) {
      asking(operation, "404", ask -> ask.to(ask.path().replace("a1", "nobody")));
    }
    for (String operation : List.of("listScopes", "getScope", "getSpend")) {
      after(operation, "503", world -> world.api.queries.ready = false);
    }
  }

  private void leaveSomethingOut(World world) {
    world.api.queries.cursor = "next";
    world.api.queries.missing = missing();
    world.api.queries.stale = List.of(new StalePartition(2, 17));
  }

  private static List<MissingInstance> missing() {
    return List.of(
        new MissingInstance("10.0.0.7:8080", List.of(3, 1), MissingInstance.TIMEOUT),
        new MissingInstance(null, List.of(2), MissingInstance.UNASSIGNED));
  }

  private void decisions() {
    good("listDecisions", "200");
    on("streamDecisions", "200", Provocations::stream);
    asking("streamDecisions", "400", ask -> ask.with("Last-Event-ID", "nonsense"));
    good("getAcknowledgement", "200");
    good("acknowledge", "202");
    asking("acknowledge", "202", ask -> Ask.of(ask.method(), ask.path()));
    asking("acknowledge", "413", ask -> ask.sending(LARGE));
    asking("acknowledge", "415", ask -> ask.with("content-type", "text/plain"));
    asking("acknowledge", "422", ask -> ask.sending("{\"who\":\"me\"}"));
    for (String operation : List.of("getAcknowledgement", "acknowledge")) {
      asking(operation, "404", ask -> Ask.of(ask.method(), "/v1/decisions/none/ack"));
      after(operation, "503", world -> world.api.kills.ready = false);
    }
    for (String operation : List.of("listDecisions", "streamDecisions", "listDecisionsOfScope")) {
      after(operation, "503", world -> world.api.recent.startedOver());
    }
  }

  private static Received stream(Operation operation) throws Exception {
    try (World world = new World()) {
      URI uri = URI.create("http://127.0.0.1:" + world.api.server.port() + operation.example());
      try (EventReader reader = EventReader.open(uri, null)) {
        world.decide();
        OpenApi.checkComponent("Decision", reader.next().data());
        return Received.of(reader.response(), new byte[0]);
      }
    }
  }

  private void policies() {
    for (String operation : List.of("listPolicies", "getPolicy", "putPolicy")) {
      good(operation, "200");
    }
    asking("putPolicy", "200", ask -> ask.to(ask.path() + "?dryRun=true"));
    asking("putPolicy", "200", ask -> ask.with("If-Match", "\"7\""));
    asking("deletePolicy", "204", ask -> ask.with("If-Match", "\"7\""));
    for (String operation : List.of("putPolicy", "deletePolicy")) {
      after(operation, "200", world -> world.api.queries.missing = missing());
      asking(operation, "412", ask -> ask.with("If-Match", "\"6\""));
      after(operation, "503", world -> world.api.writer.failure = unavailable());
      after(operation, "504", World::impatient, w -> w.api.writer.storesTakeItIn = false);
    }
    for (String operation : List.of("getPolicy", "deletePolicy")) {
      asking(operation, "404", ask -> ask.to("/v1/policies/none"));
    }
    for (String operation : List.of("listPolicies", "getPolicy", "deletePolicy")) {
      after(operation, "503", world -> world.api.queries.ready = false);
    }
    refuseDocuments("putPolicy");
    good("whatIf", "200");
    after("whatIf", "503", world -> world.api.queries.ready = false);
    refuseDocuments("whatIf");
  }

  private void refuseDocuments(String operation) {
    asking(operation, "413", ask -> ask.sending(LARGE));
    asking(operation, "415", ask -> ask.with("content-type", "text/plain"));
    asking(operation, "422", ask -> ask.sending("{\"version\":1}"));
  }

  private static PublishException unavailable() {
    return new PublishException(PublishException.Kind.UNAVAILABLE, "no broker answers");
  }

  private void prices() {
    good("getPrices", "200");
    asking("getPrices", "200", ask -> ask.to(ask.path() + "?provider=acme&model=big"));
    asking("getPrices", "404", ask -> ask.to(ask.path() + "?model=none"));
    after("listUnpricedModels", "200", world -> world.api.prices.missing = missing());
    good("putPrice", "200");
    after("deletePrice", "200", world -> world.api.prices.missing = missing());
    good("deletePrice", "204");
    asking("deletePrice", "404", ask -> ask.to("/v1/prices/acme/none"));
    asking("deletePrice", "422", ask -> ask.to("/v1/prices/acme/"));
    for (String operation : List.of("putPrice", "deletePrice")) {
      after(operation, "504", world -> world.api.prices.storesTakeItIn = false);
    }
    for (String operation : List.of("getPrices", "listUnpricedModels", "putPrice", "deletePrice")) {
      after(operation, "503", world -> world.api.prices.ready = false);
    }
    refuseDocuments("putPrice");
  }

  private void checks() {
    for (String operation : List.of("check", "checkBody", "checkPath")) {
      good(operation, "200");
      asking(operation, "400", ask -> Ask.of(ask.method(), ask.path().replaceAll("\\?.*", "")));
      after(operation, "403", World::kill);
      after(operation, "429", () -> World.with(refusingWith(429)), World::kill);
      on(operation, "403", asker::askUnduly);
    }
    asking("checkBody", "413", ask -> ask.sending(LARGE));
    asking("checkBody", "415", ask -> ask.with("content-encoding", "gzip"));
    good("applyGuardrail", "200");
    after("applyGuardrail", "200", World::kill);
    asking("applyGuardrail", "400", ask -> ask.sending("[]"));
    asking("applyGuardrail", "413", ask -> ask.sending("x".repeat(33 << 20)));
    for (String operation : List.of("check", "checkBody", "checkPath", "applyGuardrail")) {
      after(operation, "503", world -> world.api.gate.startedOver());
    }
  }

  private static CheckOptions refusingWith(int status) {
    return new CheckOptions(
        status, Api.CHECKS.agentHeader(), Api.CHECKS.taskHeader(), Api.CHECKS.headerPrefix());
  }

  private void flags() {
    for (String operation : List.of("evaluateFlag", "evaluateFlags")) {
      good(operation, "200");
      after(operation, "200", World::kill);
      asking(operation, "400", ask -> ask.sending("["));
      asking(operation, "413", ask -> ask.sending(LARGE));
      asking(operation, "415", ask -> ask.with("content-type", "text/plain"));
      after(operation, "503", world -> world.api.gate.startedOver());
    }
    asking("evaluateFlag", "404", ask -> ask.to("/ofrep/v1/evaluate/flags/none"));
    on("evaluateFlags", "304", asker::askAgain);
  }

  private void webhooks() {
    good("listDeliveries", "200");
    asking("listDeliveries", "200", ask -> ask.to(ask.path() + "?limit=1"));
    good("getDelivery", "200");
    good("resendDelivery", "202");
    asking("resendDelivery", "409", ask -> ask.to(ask.path().replace("d1", "d2")));
    for (String operation : List.of("getDelivery", "resendDelivery")) {
      asking(operation, "404", ask -> ask.to(ask.path().replace("d1", "none")));
    }
    for (String operation : List.of("listDeliveries", "getDelivery", "resendDelivery")) {
      after(operation, "503", world -> world.api.deliveries.ready = false);
    }
  }

  private void ingest() {
    good("exportTraces", "200");
    asking(
        "exportTraces",
        "200",
        ask -> ask.sending("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}"));
    asking("exportTraces", "400", ask -> ask.sending("["));
    asking("exportTraces", "413", ask -> ask.sending(LARGE));
    asking("exportTraces", "415", ask -> ask.with("content-type", "text/plain"));
    after("exportTraces", "503", world -> world.refusal = unavailable());
  }

  private void about() {
    for (String operation :
        List.of(
            "listSchemas",
            "getSchema",
            "getOpenApi",
            "getTopology",
            "getMetrics",
            "isLive",
            "isReady")) {
      good(operation, "200");
    }
    good("explain", "200");
    asking("explain", "400", ask -> ask.sending("nothing"));
    asking("explain", "413", ask -> ask.sending("x".repeat((16 << 20) + 1)));
    after("explain", "503", world -> world.api.prices.ready = false);
    good("getTrace", "200");
    asking("getTrace", "404", ask -> ask.to("/v1/traces/" + "f".repeat(32)));
    after("getTrace", "503", world -> world.api.queries.ready = false);
    on("getSchema", "304", asker::askAgain);
    on("getOpenApi", "304", asker::askAgain);
    asking("getSchema", "404", ask -> ask.to("/v1/schemas/none"));
    after("isLive", "503", world -> world.api.health.live = false);
    after(
        "isReady", "503", world -> world.api.health.notReady = List.of("the stores are restored"));
    for (String operation : List.of("getResourceMetadata", "getResourceMetadataOfPath")) {
      on(operation, "200", op -> asker.askAfter(op, World::withTokens, world -> {}));
      good(operation, "404");
    }
  }

  @Override
  public void close() {
    asker.close();
  }
}
