package dev.spendbreaker.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.ExternalPrograms;
import dev.spendbreaker.testing.NodePackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files for Docker and Kubernetes, against their schemas and against the code. */
class DeploymentTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final Path KUBERNETES = DEPLOY.resolve("kubernetes.yaml");
  private static final String OURS = "SPENDBREAKER_";
  private static final String KAFKAS = "KAFKA_";

  @TempDir Path directory;

  @Test
  @Tag("integration")
  void shouldFollowTheComposeSpecification() throws Exception {
    NodePackages packages = NodePackages.of("deployment");

    packages.run(
        60, packages.script("dclint/bin/dclint.cjs"), "-q", COMPOSE.toAbsolutePath().toString());
  }

  @Test
  @Tag("integration")
  void shouldFollowTheSchemasOfKubernetes() throws Exception {
    assertThat(
            NodePackages.of("deployment")
                .run(
                    60,
                    Path.of("src/test/npm/deployment/kubernetes.mjs"),
                    KUBERNETES.toAbsolutePath().toString()))
        .contains("Service spendbreaker-instances", "StatefulSet spendbreaker");
  }

  @Test
  @Tag("integration")
  void shouldBeReadByPrometheus() throws Exception {
    List<String> check =
        List.of(
            ExternalPrograms.prometheus("promtool").toString(),
            "check",
            "config",
            "--syntax-only",
            "prometheus.yml");
    try (ChildProcess promtool =
        ChildProcess.start(directory.resolve("out"), DEPLOY.toAbsolutePath(), check)) {
      assertThat(promtool.awaitExit(60)).as(promtool.output()).isZero();
    }
  }

  @Test
  void shouldSetOnlyWhatTheBrokerAndSpendbreakerKnow() throws Exception {
    assertThat(environment("kafka").keySet())
        .filteredOn(name -> name.startsWith(KAFKAS))
        .extracting(DeploymentTest::brokerProperty)
        .isSubsetOf(AbstractKafkaConfig.CONFIG_DEF.names())
        .isNotEmpty();
    assertThat(composed().warnings()).isEmpty();
    assertThat(Settings.load(Map.of(), kubernetesEnvironment(), null).warnings()).isEmpty();
  }

  /** As the image of Apache Kafka does: "_" is ".". */
  private static String brokerProperty(String variable) {
    return variable.substring(KAFKAS.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  @Test
  void shouldWireTheServicesToEachOther() throws Exception {
    Settings settings = composed();
    String spendbreaker = "spendbreaker:" + settings.http().port();
    JsonNode collector = yaml(DEPLOY.resolve("collector.yaml"));

    assertThat(environment("kafka").get("KAFKA_ADVERTISED_LISTENERS"))
        .isEqualTo("PLAINTEXT://" + settings.bootstrapServers());
    assertThat(collector.at("/exporters/kafka/brokers/0").asText())
        .isEqualTo(settings.bootstrapServers());
    assertThat(collector.at("/receivers/kafka/brokers/0").asText())
        .isEqualTo(settings.bootstrapServers());
    assertThat(collector.at("/exporters/kafka/traces/topic").asText())
        .isEqualTo(settings.topics().spans());
    assertThat(collector.at("/receivers/kafka/logs/topics/0").asText())
        .isEqualTo(settings.topics().logs());
    assertThat(settings.instances().address()).isEqualTo(spendbreaker);
    assertThat(
            yaml(DEPLOY.resolve("prometheus.yml"))
                .at("/scrape_configs/0/static_configs/0/targets/0")
                .asText())
        .isEqualTo(spendbreaker);
    assertThat(service("spendbreaker").at("/ports/0").asText())
        .isEqualTo("127.0.0.1:%1$d:%1$d".formatted(settings.http().port()));
  }

  @Test
  void shouldMountFilesThatAreThere() throws Exception {
    List<Path> mounted = new ArrayList<>();
    for (JsonNode service : yaml(COMPOSE).path("services")) {
      for (JsonNode volume : service.path("volumes")) {
        if (volume.asText().startsWith("./")) {
          mounted.add(Path.of(volume.asText().split(":", 2)[0]));
        }
      }
    }

    assertThat(mounted).hasSize(6).allMatch(Files::exists);
  }

  @Test
  void shouldUseThePortsAndPathsOfTheApplicationInKubernetes() throws Exception {
    JsonNode container = container();
    Settings settings = Settings.load(Map.of(), kubernetesEnvironment(), null);

    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(settings.http().port());
    assertThat(container.at("/ports/1/containerPort").asInt()).isEqualTo(settings.otlp().port());
    assertThat(settings.instances().address()).endsWith(":" + settings.http().port());
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/livez");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("EXPOSE %d %d\n".formatted(settings.http().port(), settings.otlp().port()))
        .contains("USER " + stateful().at("/spec/template/spec/securityContext/runAsUser").asInt());
  }

  private static Settings composed() throws Exception {
    return Settings.load(Map.of(), ours(environment("spendbreaker")), null);
  }

  private static Map<String, String> ours(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(OURS))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<String, String> environment(String service) throws IOException {
    Map<String, String> environment = new HashMap<>();
    service(service)
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }

  private static JsonNode service(String name) throws IOException {
    return yaml(COMPOSE).path("services").path(name);
  }

  /** With something in the place of what a pod is called, and of the file of a secret. */
  private static Map<String, String> kubernetesEnvironment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : container().path("env")) {
      environment.put(
          variable.path("name").asText(),
          variable.path("value").asText("").replaceAll("\\$\\(\\w+\\)", "x"));
    }
    environment.replace("SPENDBREAKER_INSTANCE_SECRET", "a secret of some length");
    return ours(environment);
  }

  private static JsonNode container() throws IOException {
    return stateful().at("/spec/template/spec/containers/0");
  }

  private static JsonNode stateful() throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (MappingIterator<JsonNode> documents =
        yaml.readerFor(JsonNode.class).readValues(KUBERNETES.toFile())) {
      return documents.readAll().stream()
          .filter(document -> document.path("kind").asText().equals("StatefulSet"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }
}
