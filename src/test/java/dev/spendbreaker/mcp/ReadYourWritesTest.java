package dev.spendbreaker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A policy, a spend and a question, one right after the other, to instances that share the work.
 */
@Tag("integration")
class ReadYourWritesTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final int INSTANCES = 3;

  @TempDir static Path directory;

  private static Instances instances;
  private static List<RpcClient> clients;

  @BeforeAll
  static void start() throws Exception {
    instances = new Instances(directory, KAFKA.bootstrapServers(), "writes");
    for (int i = 0; i < INSTANCES; i++) {
      instances.start("--instance-secret=a secret that three instances share");
    }
    clients =
        instances.all().stream().map(instance -> RpcClient.stateless(instance.httpPort())).toList();
    Eventually.gives(TIMEOUT, true, instances::shareTheWork);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    instances.close();
  }

  /** Which instance each of the three calls goes to: all combinations. */
  static Stream<List<Integer>> routes() {
    return IntStream.range(0, INSTANCES * INSTANCES * INSTANCES)
        .mapToObj(i -> List.of(i % 3, i / 3 % 3, i / 9));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void shouldSeeEachEffectWhicheverInstancesAreAsked(List<Integer> route) {
    String agent = "agent-" + route.get(0) + route.get(1) + route.get(2);

    JsonNode registered =
        call(
            route.get(0),
            "otel_register_budget_policy",
            "{\"agentId\": \"%s\", \"maxSpendUsd\": 1, \"windowMs\": 3600000}".formatted(agent));
    JsonNode evaluated =
        call(
            route.get(1),
            "otel_evaluate_spend",
            "{\"agentId\": \"%s\", \"costUsd\": 1.25}".formatted(agent));
    JsonNode status =
        call(route.get(2), "otel_budget_status", "{\"agentId\": \"%s\"}".formatted(agent));

    assertThat(registered.path("success").asBoolean()).isTrue();
    assertThat(evaluated.at("/decision/action").asText()).isEqualTo("block");
    assertThat(evaluated.at("/decision/budgetLimitUsd").decimalValue()).isEqualByComparingTo("1");
    assertThat(status.path("action").asText()).isEqualTo("block");
    assertThat(status.path("totalAccumulatedUsd").decimalValue()).isEqualByComparingTo("1.25");
  }

  private static JsonNode call(int instance, String tool, String arguments) {
    JsonNode result = clients.get(instance).callTool(tool, arguments);
    assertThat(result.path("isError").asBoolean()).as("%s", result).isFalse();
    return result.path("structuredContent");
  }
}
