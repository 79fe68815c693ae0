package dev.spendbreaker.http;

import static dev.spendbreaker.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.document.DeliveryStatus.State;
import dev.spendbreaker.document.DeliveryStatus.Told;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveriesApiTest {
  private final Api api = new Api();

  @AfterEach
  void close() {
    api.close();
  }

  private static DeliveryStatus delivery(String id, @Nullable String policy, State state) {
    return new DeliveryStatus(
        id,
        "decision-of-" + id,
        Told.DECISION,
        Scope.task("a1", "run/42"),
        Action.KILL,
        policy,
        "https://hooks.example.com",
        state,
        3,
        1_000,
        2_000L,
        503,
        state == State.DELIVERED ? null : "answered 503",
        state == State.PENDING ? (Long) 9_000L : null);
  }

  @Test
  void shouldTellWhereADeliveryStands() throws Exception {
    api.deliveries.add(delivery("d1", "p1", State.PENDING));

    JsonNode answer = json(api.client.get("/v1/webhooks/deliveries/d1"));

    assertThat(answer)
        .hasToString(
            "{\"version\":1,\"id\":\"d1\",\"decisionId\":\"decision-of-d1\",\"event\":\"decision\",\"scope\":{\"agent\":\"a1\","
                + "\"task\":\"run/42\"},\"action\":\"kill\",\"policyId\":\"p1\",\"endpoint\":"
                + "\"https://hooks.example.com\",\"state\":\"pending\",\"attempts\":3,\"createdAt\":"
                + "\"1970-01-01T00:00:01Z\",\"lastAttemptAt\":\"1970-01-01T00:00:02Z\",\"lastStatus\":503,"
                + "\"lastError\":\"answered 503\",\"nextAttemptAt\":\"1970-01-01T00:00:09Z\"}");
  }

  @Test
  void shouldListTheNewestFirstPageByPage() throws Exception {
    for (int i = 1; i <= 5; i++) {
      api.deliveries.add(delivery("d" + i, "p1", State.DELIVERED));
    }

    JsonNode first = json(api.client.get("/v1/webhooks/deliveries?limit=2"));
    assertThat(ids(first)).containsExactly("d5", "d4");
    JsonNode second =
        json(
            api.client.get(
                "/v1/webhooks/deliveries?limit=3&cursor=" + first.path("cursor").asText()));
    assertThat(ids(second)).containsExactly("d3", "d2", "d1");
    assertThat(second.has("cursor")).isFalse();
  }

  @Test
  void shouldListWhatIsAskedFor() throws Exception {
    api.deliveries.add(delivery("d1", "p1", State.DEAD));
    api.deliveries.add(delivery("d2", "p1", State.DELIVERED));
    api.deliveries.add(delivery("d3", null, State.DEAD));

    assertThat(list("?state=dead")).containsExactly("d3", "d1");
    assertThat(list("?policy=p1")).containsExactly("d2", "d1");
    assertThat(list("?policy=p1&state=dead")).containsExactly("d1");
    assertThat(list("?endpoint=https://hooks.example.com&state=delivered")).containsExactly("d2");
    assertThat(list("?scope=agent/a1/task/run%252F42")).hasSize(3);
    assertThat(list("?scope=agent/a1")).isEmpty();
    Api.assertProblem(
        api.client.get("/v1/webhooks/deliveries?state=lost"), 400, "invalid_parameter");
  }

  @Test
  void shouldSendADeadDeliveryAgainAndNoOther() throws Exception {
    api.deliveries.add(delivery("d1", "p1", State.DEAD));
    api.deliveries.add(delivery("d2", "p1", State.DELIVERED));

    assertThat(post("/v1/webhooks/deliveries/d1/resend").statusCode()).isEqualTo(202);
    Api.assertProblem(post("/v1/webhooks/deliveries/d2/resend"), 409, "delivery_not_dead");
    Api.assertProblem(post("/v1/webhooks/deliveries/d3/resend"), 404, "delivery_not_found");
    Api.assertProblem(post("/v1/webhooks/deliveries/d1"), 404, "not_found");

    assertThat(api.deliveries.resent).containsExactly("d1");
  }

  private HttpResponse<byte[]> post(String path) {
    return api.client.post(path, "application/json", new byte[0]);
  }

  private List<String> list(String query) throws Exception {
    return ids(json(api.client.get("/v1/webhooks/deliveries" + query)));
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("deliveries").spliterator(), false)
        .map(delivery -> delivery.path("id").asText())
        .toList();
  }
}
