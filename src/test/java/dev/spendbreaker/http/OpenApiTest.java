package dev.spendbreaker.http;

import static dev.spendbreaker.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.access.Permission;
import dev.spendbreaker.http.OpenApi.Operation;
import dev.spendbreaker.http.Provocations.Provocation;
import dev.spendbreaker.http.World.Ask;
import dev.spendbreaker.query.InstanceAnswers;
import dev.spendbreaker.testing.NodePackages;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is described is what is served. The tests of the other classes here hold each answer that
 * they get against the description, too.
 */
class OpenApiTest {
  private static final Provocations PROVOCATIONS = new Provocations();
  private static final Asker ASKER = new Asker();

  @AfterAll
  static void stop() {
    PROVOCATIONS.close();
    ASKER.close();
  }

  private static List<Route> routes() {
    SpanPublisher publisher = (key, message, type) -> CompletableFuture.completedFuture(null);
    List<Route> routes =
        new ArrayList<>(new TracesResource(1_000, publisher, Duration.ofSeconds(1)).routes());
    try (World world = World.withTokens()) {
      routes.addAll(world.api.server.routes());
    }
    routes.removeIf(route -> isForNoProgram(route.path()));
    return routes;
  }

  /** What only other instances ask, and the files of the page. */
  private static boolean isForNoProgram(String path) {
    return path.equals(InstanceAnswers.PATH) || path.equals("/") || path.equals("/page/");
  }

  private static Optional<Route> route(Operation operation, List<Route> routes) {
    return routes.stream()
        .filter(route -> route.matches(operation.example()))
        .filter(route -> route.serves(operation.method().toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  @Test
  void shouldDescribeEveryRouteAndNoOther() {
    List<Route> routes = routes();

    assertThat(OpenApi.operations())
        .as("what is described is served")
        .allSatisfy(operation -> assertThat(route(operation, routes)).isPresent());
    List<Route> described =
        OpenApi.operations().stream().flatMap(each -> route(each, routes).stream()).toList();
    assertThat(routes)
        .as("what is served is described in openapi.yaml")
        .allSatisfy(route -> assertThat(described).contains(route));
  }

  @Test
  void shouldNameTheScopeThatEachOperationNeeds() {
    List<Route> routes = routes();
    for (Operation operation : OpenApi.operations()) {
      Permission needed = route(operation, routes).orElseThrow().access().permission();
      String scope = needed == null ? "" : needed.text();
      assertThat(operation.scope()).as(operation.toString()).isEqualTo(scope);
      String security =
          needed == null
              ? "[]"
              : "[{\"bearer\":[\"%s\"]},{\"token\":[\"%s\"]}]".formatted(scope, scope);
      assertThat(operation.node().path("security").toString()).isEqualTo(security);
    }
  }

  private static Stream<Arguments> described() {
    return OpenApi.operations().stream()
        .flatMap(each -> each.statuses().stream().map(status -> Arguments.of(each, status)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("described")
  void shouldAnswerAsDescribed(Operation operation, String status) throws Exception {
    List<Provocation> provocations = PROVOCATIONS.of(operation, status);
    assertThat(provocations).as("say in Provocations what leads to it").isNotEmpty();
    for (Provocation provocation : provocations) {
      Received answer = provocation.provoke(operation);
      if (status.equals("default")) {
        assertThat(operation.statuses()).doesNotContain(Integer.toString(answer.status()));
      } else {
        assertThat(answer.status()).isEqualTo(Integer.parseInt(status));
      }
      OpenApi.check(operation, answer);
    }
  }

  /** Where parameters are looked at, the answer to an unknown one says which there are. */
  @Test
  void shouldDescribeEveryParameterAndNoOther() {
    int lookingAtThem = 0;
    for (Operation operation : OpenApi.operations()) {
      Received answer = ASKER.askWithUnknownParameter(operation);
      if (answer.status() == 400
          && json(answer.body()).path("code").asText().equals("invalid_parameter")) {
        lookingAtThem++;
        String hint = json(answer.body()).path("hint").asText();
        assertThat(operation.queryParameters())
            .as("the parameters of " + operation)
            .containsExactlyInAnyOrderElementsOf(parameters(hint));
      }
    }
    assertThat(lookingAtThem).isGreaterThan(20);
  }

  private static List<String> parameters(String hint) {
    String valid = "valid are ";
    return hint.startsWith(valid)
        ? List.of(hint.substring(valid.length()).split(", ", -1))
        : List.of();
  }

  @Test
  void shouldDescribeTheRequestsThatAreUnderstood() {
    for (Operation operation : OpenApi.operations()) {
      String body = GoodRequests.of(operation).body();
      if (body != null) {
        OpenApi.checkRequest(operation, body);
      }
    }
  }

  /** Every operation, by everybody; the table of who got what stands in target/access.md. */
  @Test
  void shouldAnswerOnlyThoseWhoseTokenHasTheScope() throws Exception {
    List<String> table = new ArrayList<>();
    table.add("| operation | needs | no token | " + String.join(" | ", Permission.texts()) + " |");
    table.add("|---".repeat(7) + "|");
    try (World world = World.withTokens()) {
      for (Operation operation : OpenApi.operations()) {
        table.add("| %s | %s |%s".formatted(operation, operation.scope(), row(operation, world)));
      }
    }
    Files.write(Path.of("target/access.md"), table);
  }

  private static String row(Operation operation, World world) {
    Ask ask = withoutStreaming(GoodRequests.of(operation));
    int without = world.ask(operation, ask).status();
    if (operation.scope().isEmpty()) {
      assertThat(without).as(operation.toString()).isNotIn(401, 403);
    } else {
      assertThat(without).as(operation.toString()).isEqualTo(401);
    }
    StringBuilder row = new StringBuilder(" " + without + " |");
    for (Permission permission : Permission.values()) {
      int status = world.ask(operation, with(permission, ask)).status();
      String who = operation + " with " + permission;
      if (operation.scope().isEmpty() || operation.scope().equals(permission.text())) {
        assertThat(status).as(who).isNotIn(401, 403);
      } else {
        assertThat(status).as(who).isEqualTo(403);
      }
      row.append(" ").append(status).append(" |");
    }
    return row.toString();
  }

  private static Ask with(Permission permission, Ask ask) {
    return ask.with("Authorization", "Bearer " + ScopedTokens.of(permission));
  }

  /** A stream would go on. */
  private static Ask withoutStreaming(Ask ask) {
    return ask.path().endsWith("/stream") ? Ask.of("HEAD", ask.path()) : ask;
  }

  @Test
  void shouldServeTheDocumentThatIsPublished() throws Exception {
    try (World world = new World()) {
      HttpResponse<byte[]> answer = world.api.client.get("/v1/openapi.json");

      assertThat(answer.body())
          .isEqualTo(Files.readAllBytes(Path.of("topology-docs/schemas/openapi.json")));
      assertThat(json(answer).path("openapi").asText()).startsWith("3.1.");
    }
  }

  @Test
  @Tag("integration")
  void shouldBeValidToToolsThatAreNotOurs(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("openapi.json");
    try (World world = new World()) {
      Files.write(file, world.api.client.get("/v1/openapi.json").body());
    }

    String printed =
        NodePackages.of("openapi")
            .run(120, Path.of("src/test/npm/openapi/validate.mjs"), file.toString());

    assertThat(printed.strip()).isEqualTo("valid");
  }
}
