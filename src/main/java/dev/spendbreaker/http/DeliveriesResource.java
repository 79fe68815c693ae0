package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.document.DeliveryDocuments;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.query.DeliveryQueries;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/webhooks/deliveries}: where deliveries stand, and dead ones asked for again. */
final class DeliveriesResource {
  private static final String DELIVERIES = "/v1/webhooks/deliveries";
  private static final String DELIVERY = "/v1/webhooks/deliveries/";
  private static final String RESEND = "/resend";
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final Map<String, State> STATES =
      Arrays.stream(State.values()).collect(Collectors.toMap(State::text, state -> state));

  private final DeliveryQueries queries;
  private final DeliveryResender resender;

  DeliveriesResource(DeliveryQueries queries, DeliveryResender resender) {
    this.queries = queries;
    this.resender = resender;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", DELIVERIES, Access.READ, this::list),
        new Route("GET", DELIVERY, Access.READ, this::get),
        new Route("POST", DELIVERY, Access.WRITE, this::resend));
  }

  private CompletableFuture<Answer> list(Call call) {
    Parameters parameters =
        call.parameters("policy", "endpoint", "scope", "state", "limit", "cursor");
    int limit = parameters.count("limit", DEFAULT_LIMIT, MAX_LIMIT);
    Predicate<DeliveryStatus> wanted =
        matching(parameters.text("policy"), DeliveryStatus::policyId)
            .and(matching(parameters.text("endpoint"), DeliveryStatus::endpoint))
            .and(matching(parameters.text("scope"), delivery -> delivery.scope().key()))
            .and(matching(parameters.choice("state", STATES), DeliveryStatus::state));
    List<DeliveryStatus> found = queries.deliveries(wanted, parameters.text("cursor"), limit + 1);
    return page(found, limit).now();
  }

  private static <T> Predicate<DeliveryStatus> matching(@Nullable T wanted, Field<T> field) {
    return delivery -> wanted == null || wanted.equals(field.of(delivery));
  }

  /** What a delivery says of itself; null where it says nothing. */
  @FunctionalInterface
  private interface Field<T> {
    @Nullable T of(DeliveryStatus delivery);
  }

  /** One more than the limit tells that there is another page. */
  private static Answer page(List<DeliveryStatus> found, int limit) {
    ObjectNode page = Json.MAPPER.createObjectNode();
    ArrayNode deliveries = page.putArray("deliveries");
    found.stream().limit(limit).forEach(delivery -> deliveries.add(document(delivery)));
    if (found.size() > limit) {
      page.put("cursor", found.get(limit - 1).id());
    }
    return Answer.json(200, page);
  }

  private static ObjectNode document(DeliveryStatus delivery) {
    return Json.object(DeliveryDocuments.write(delivery));
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    return Answer.json(200, document(known(call.rest()))).now();
  }

  private CompletableFuture<Answer> resend(Call call) {
    call.parameters();
    String path = call.rest();
    if (!path.endsWith(RESEND)) {
      throw new Problem(
              404,
              "not_found",
              "there is nothing to post to at this path",
              "POST " + DELIVERY + "{id}" + RESEND + " sends a dead delivery again")
          .exception();
    }
    DeliveryStatus delivery = known(path.substring(0, path.length() - RESEND.length()));
    if (delivery.state() != State.DEAD) {
      throw notDead(delivery).exception();
    }
    return resender.resend(delivery).thenApply(done -> Answer.json(202, document(delivery)));
  }

  private DeliveryStatus known(String id) {
    return queries
        .delivery(id)
        .orElseThrow(
            () ->
                new Problem(
                        404,
                        "delivery_not_found",
                        "there is no delivery '" + id + "'",
                        "see " + DELIVERIES + "; those that are over are forgotten after a while")
                    .exception());
  }

  private static Problem notDead(DeliveryStatus delivery) {
    return new Problem(
        409,
        "delivery_not_dead",
        "delivery '" + delivery.id() + "' is " + delivery.state().text(),
        "only dead deliveries are sent again by request");
  }
}
