package dev.spendbreaker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path directory;

  @Test
  void shouldHaveTheDocumentedDefaults() throws Exception {
    Settings settings = Settings.load(NONE, NONE, null);

    assertThat(settings.bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(settings.topics())
        .isEqualTo(
            new Settings.Topics(
                "otlp_spans",
                "budget-policies",
                "model-prices",
                "budget-decisions",
                "otlp_logs",
                "budget-rejects",
                "budget-deliveries",
                "budget-acks",
                "budget-kills",
                true,
                4,
                (short) -1));
    assertThat(settings.streams())
        .isEqualTo(
            new Settings.Streams(
                "spendbreaker",
                Path.of(System.getProperty("user.home"), ".spendbreaker", "state"),
                Runtime.getRuntime().availableProcessors(),
                "exactly_once_v2",
                10,
                0));
    assertThat(settings.instances())
        .isEqualTo(new Settings.Instances("", null, Duration.ofMillis(500)));
    assertThat(settings.usage().maxSpanCostNanos()).isEqualTo(10_000_000_000_000L);
    assertThat(settings.usage().agentAttributes()).isEmpty();
    assertThat(settings.usage().taskAttributes()).isEmpty();
    assertThat(settings.trace()).isEqualTo(new Settings.Trace(Duration.ofHours(1), 50_000));
    assertThat(settings.http()).isEqualTo(new Settings.Http("127.0.0.1", 8080, List.of()));
    assertThat(settings.otlp()).isEqualTo(new Settings.Otlp("127.0.0.1", 4318, 10_485_760));
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void shouldPreferFlagThenEnvironmentThenFileThenDefault() throws Exception {
    Path file = file("spans.topic=f1\npolicies.topic=f2\nprices.topic=f3\n");
    Map<String, String> env =
        Map.of("SPENDBREAKER_SPANS_TOPIC", "e1", "SPENDBREAKER_POLICIES_TOPIC", "e2");
    Map<String, String> flags = Map.of("spans.topic", "c1");

    Settings.Topics topics = Settings.load(flags, env, file).topics();

    assertThat(topics.spans()).isEqualTo("c1");
    assertThat(topics.policies()).isEqualTo("e2");
    assertThat(topics.prices()).isEqualTo("f3");
    assertThat(topics.decisions()).isEqualTo("budget-decisions");
  }

  @Test
  void shouldReadEveryKindOfValue() throws Exception {
    Path file =
        file(
            """
            topics.create = FALSE
            max.span.cost.usd = 0.000000001
            agent.attributes = my.agent , other.agent
            dimension.team = team.id,org.team
            dimension.cost-center = cc
            dimension.user =
            dimension.tenant = org
            trace.retention = PT90M
            state.dir = /var/lib/spendbreaker
            stream.threads = 3
            replication.factor = 3
            bootstrap.servers = kafka-1:9092, [::1]:9093
            """);

    Settings settings = Settings.load(NONE, NONE, file);

    assertThat(settings.topics().create()).isFalse();
    assertThat(settings.topics().replicationFactor()).isEqualTo((short) 3);
    assertThat(settings.usage())
        .isEqualTo(
            new Settings.Usage(
                1,
                List.of("my.agent", "other.agent"),
                List.of(),
                Map.of(
                    "team", List.of("team.id", "org.team"),
                    "tenant", List.of("org"),
                    "cost-center", List.of("cc"))));
    assertThat(settings.trace().retention()).isEqualTo(Duration.ofMinutes(90));
    assertThat(settings.streams().stateDir()).isEqualTo(Path.of("/var/lib/spendbreaker"));
    assertThat(settings.streams().threads()).isEqualTo(3);
    assertThat(settings.bootstrapServers()).isEqualTo("kafka-1:9092,[::1]:9093");
  }

  @Test
  void shouldReadADimensionFromTheEnvironment() throws Exception {
    Map<String, String> env = Map.of("SPENDBREAKER_DIMENSION_COST_CENTER", "cc.id");

    assertThat(Settings.load(NONE, env, null).usage().dimensions())
        .contains(entry("cost-center", List.of("cc.id")))
        .containsOnlyKeys("cost-center", "team", "tenant", "user");
  }

  @Test
  void shouldKnowTheUsualDimensionsByTheirUsualAttributes() throws Exception {
    Map<String, List<String>> dimensions = Settings.load(NONE, NONE, null).usage().dimensions();

    assertThat(dimensions).containsOnlyKeys("team", "tenant", "user");
    assertThat(dimensions.get("user")).startsWith("user.id", "enduser.id", "langfuse.user.id");
    assertThat(Settings.load(NONE, NONE, null).print().lines())
        .anyMatch(line -> line.matches("dimension.user +[=] user.id,enduser.id,.*\\(default\\)"));
  }

  @Test
  void shouldNameTheNearestSettingInTheSpellingOfItsSource() throws Exception {
    Path file = file("# mine\n\nspan.topic=x\n");
    Map<String, String> env = Map.of("SPENDBREAKER_HTTP_PROT", "1");
    Map<String, String> flags = Map.of("otlp.prot", "1");

    assertThat(problems(flags, env, file))
        .containsExactly(
            "unknown setting 'span.topic' in app.properties line 3: did you mean 'spans.topic'?",
            "unknown setting 'http.prot' in environment variable SPENDBREAKER_HTTP_PROT:"
                + " did you mean 'SPENDBREAKER_HTTP_PORT'?",
            "unknown setting 'otlp.prot' in flag --otlp-prot: did you mean '--otlp-port'?");
  }

  @Test
  void shouldPointToHelpWhereNoSettingIsNear() throws Exception {
    assertThat(problems(NONE, NONE, file("banana=1")))
        .containsExactly(
            "unknown setting 'banana' in app.properties line 1:"
                + " 'spendbreaker run --help' lists them all");
  }

  @Test
  void shouldSayThatAKafkaPropertyNeedsItsPrefix() throws Exception {
    assertThat(problems(NONE, NONE, file("security.protocol=SSL\nnum.stream.threads=2")))
        .containsExactly(
            "unknown setting 'security.protocol' in app.properties line 1:"
                + " did you mean 'kafka.security.protocol'?",
            "unknown setting 'num.stream.threads' in app.properties line 2:"
                + " did you mean 'stream.threads'?");
  }

  @Test
  void shouldRefuseAVariableThatIsNotInUpperCase() {
    assertThat(problems(NONE, Map.of("SPENDBREAKER_http_port", "1"), null))
        .containsExactly(
            "unknown setting 'http.port' in environment variable SPENDBREAKER_http_port:"
                + " did you mean 'SPENDBREAKER_HTTP_PORT'?");
  }

  @Test
  void shouldReportAMalformedValueEvenWhereAFlagOverridesIt() throws Exception {
    assertThat(problems(Map.of("http.port", "1"), NONE, file("http.port=high")))
        .containsExactly(
            "invalid value 'high' for 'http.port' in app.properties line 1:"
                + " must be a whole number from 0 to 65535");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http.port              | 65536          | a whole number from 0 to 65535
          http.port              | -1             | a whole number from 0 to 65535
          http.port              | ''             | a whole number from 0 to 65535
          stream.threads         | 1.5            | a whole number from 0 to 1000
          replication.factor     | 0              | -1 (the broker's default) or a whole
          topics.create          | yes            | true or false
          processing.guarantee   | exactly_once   | exactly_once_v2 or at_least_once
          trace.retention        | 1h             | an ISO 8601 duration from PT1M to PT168H
          trace.retention        | PT59S          | an ISO 8601 duration from PT1M to PT168H
          max.span.cost.usd      | 0              | an amount in USD above 0
          max.span.cost.usd      | 1e3            | an amount in USD above 0
          max.span.cost.usd      | 0.0000000001   | an amount in USD above 0
          max.span.cost.usd      | NaN            | an amount in USD above 0
          spans.topic            | my spans       | a topic name
          spans.topic            | ..             | a topic name
          spans.topic            | ''             | a topic name
          bootstrap.servers      | kafka          | a list of brokers
          bootstrap.servers      | kafka:0        | a list of brokers
          bootstrap.servers      | a:1,,b:2       | a list of brokers
          bootstrap.servers      | ''             | a list of brokers
          agent.attributes       | a,,b           | a list of different attribute names
          agent.attributes       | a,a            | a list of different attribute names
          dimension.team         | a,a            | a list of different attribute names
          http.host              | 0.0.0.0 or so  | a name or address of this machine
          http.public.urls       | example.com    | a list of addresses
          auth.issuer            | login          | an address
          auth.tokens            | a=read         | a list of tokens, name=scope[+scope]=env:NAME
          auth.tokens            | a=read=secret  | a list of tokens, name=scope[+scope]=env:NAME
          otlp.max.request.bytes | 1073741825     | a whole number from 1024 to 1073741824
          """)
  void shouldSayWhatAnInvalidValueMustBe(String key, String value, String words) {
    assertThat(problems(Map.of(key, value), NONE, null))
        .singleElement()
        .asString()
        .startsWith("invalid value '" + value + "' for '" + key + "' in flag --")
        .contains(": must be " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "http.host,localhost",
    "http.host,127.8.9.10",
    "otlp.host,::1",
    "http.port,0",
    "replication.factor,-1",
    "trace.retention,P7D",
    "max.span.cost.usd,999999999.999999999"
  })
  void shouldAcceptTheEndsOfARange(String key, String value) {
    assertThat(problems(Map.of(key, value), NONE, null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"http.host,0.0.0.0", "otlp.host,10.0.0.7", "http.host,127.0.0.256", "otlp.host,::"})
  void shouldNotListenWhereOthersReachItWithoutTokens(String key, String host) {
    assertThat(problems(Map.of(key, host), NONE, null))
        .singleElement()
        .asString()
        .startsWith("'" + key + "' is " + host + ", where others can reach it")
        .contains("'auth.tokens.file'", "token create", "'auth.issuer'", "127.0.0.1");
    assertThat(problems(Map.of(key, host, "auth.tokens.file", "tokens.txt"), NONE, null)).isEmpty();
    assertThat(problems(Map.of(key, host, "auth.tokens", "a=read+check=env:A"), NONE, null))
        .isEmpty();
  }

  @Test
  void shouldAskForAllOfAnAuthorizationServer() {
    assertThat(problems(Map.of("auth.issuer", "https://login.example.com"), NONE, null))
        .containsExactly(
            "'auth.issuer' and 'auth.jwks.url' belong together: set both or none",
            "'auth.issuer' and 'auth.audience' belong together: set both or none");
    assertThat(
            problems(
                Map.of(
                    "auth.issuer", "https://login.example.com",
                    "auth.audience", "https://budget.example.com",
                    "auth.jwks.url", "http://login.example.com/jwks"),
                NONE,
                null))
        .containsExactly(
            "'auth.jwks.url' must be https: whoever changes the keys on their way can make tokens");
  }

  @Test
  void shouldRefuseBuiltInAndMalformedDimensions() throws Exception {
    assertThat(problems(NONE, NONE, file("dimension.agent=a\ndimension.Team=b\ndimension.=c")))
        .containsExactly(
            "'dimension.agent' in app.properties line 1 is built in: use 'agent.attributes'",
            "malformed dimension 'dimension.Team' in app.properties line 2: its name must be"
                + " lower-case letters, digits and '-', a letter first",
            "malformed dimension 'dimension.' in app.properties line 3: its name must be"
                + " lower-case letters, digits and '-', a letter first");
  }

  @Test
  void shouldRefuseTopicsThatAreTheSame() {
    assertThat(problems(Map.of("rejects.topic", "otlp_spans"), NONE, null))
        .containsExactly(
            "'spans.topic' and 'rejects.topic' are both 'otlp_spans':"
                + " each needs a topic of its own");
  }

  @Test
  void shouldTakeNoTopicForLogsButForNothingElse() throws Exception {
    assertThat(Settings.load(Map.of("logs.topic", ""), NONE, null).topics().logs()).isEmpty();
    assertThat(problems(Map.of("logs.topic", "a b"), NONE, null))
        .containsExactly(
            "invalid value 'a b' for 'logs.topic' in flag --logs-topic: must be a topic name: 1 to"
                + " 249 letters, digits, '.', '_' or '-', or empty");
    assertThat(problems(Map.of("decisions.topic", ""), NONE, null)).hasSize(1);
  }

  @Test
  void shouldRefuseOnePortForTwoServersUnlessItIsPickedFreely() {
    assertThat(problems(Map.of("otlp.port", "8080"), NONE, null))
        .containsExactly("'http.port' and 'otlp.port' are both 8080: choose another for one");
    assertThat(problems(Map.of("otlp.port", "8080", "otlp.host", "::1"), NONE, null)).isEmpty();
    assertThat(problems(Map.of("otlp.port", "0", "http.port", "0"), NONE, null)).isEmpty();
  }

  @Test
  void shouldLeaveVariablesAloneThatAreNotSettings() {
    Map<String, String> env =
        Map.of(
            "PATH", "/bin",
            "SPENDBREAKER_JAVA_OPTS", "-Xmx1g",
            "SPENDBREAKER_HOME", "/opt/spendbreaker",
            "SPENDBREAKER_SERVICE_HOST", "10.0.0.1",
            "SPENDBREAKER_SERVICE_PORT_HTTP", "8080",
            "SPENDBREAKER_PORT", "tcp://10.0.0.1:8080",
            "SPENDBREAKER_PORT_8080_TCP_ADDR", "10.0.0.1",
            "SPENDBREAKER_HTTP_PORT", "tcp://10.0.0.2:80");

    assertThat(problems(NONE, env, null)).isEmpty();
  }

  @Test
  void shouldPassKafkaPropertiesToTheClientsTheyAreMeantFor() throws Exception {
    Path file =
        file(
            """
            kafka.security.protocol=SASL_SSL
            kafka.producer.linger.ms=5
            kafka.consumer.max.poll.records=7
            kafka.admin.retries=3
            kafka.main.consumer.fetch.min.bytes=9
            kafka.request.timeout.ms=1000
            kafka.producer.request.timeout.ms=2000
            """);
    Map<String, String> env = Map.of("SPENDBREAKER_KAFKA_CLIENT_ID", "me");

    Settings settings = Settings.load(Map.of("bootstrap.servers", "b:1"), env, file);

    assertThat(settings.warnings()).isEmpty();
    assertThat(settings.producerProperties())
        .containsOnly(
            entry("bootstrap.servers", "b:1"),
            entry("security.protocol", "SASL_SSL"),
            entry("client.id", "me"),
            entry("request.timeout.ms", "2000"),
            entry("linger.ms", "5"));
    assertThat(settings.consumerProperties())
        .containsOnly(
            entry("bootstrap.servers", "b:1"),
            entry("security.protocol", "SASL_SSL"),
            entry("client.id", "me"),
            entry("request.timeout.ms", "1000"),
            entry("max.poll.records", "7"));
    assertThat(settings.adminProperties())
        .containsEntry("retries", "3")
        .doesNotContainKey("linger.ms");
    assertThat(settings.streamsProperties())
        .containsEntry("producer.linger.ms", "5")
        .containsEntry("main.consumer.fetch.min.bytes", "9")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("bootstrap.servers", "b:1")
        .containsEntry("application.id", "spendbreaker")
        .containsEntry("replication.factor", -1)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("commit.interval.ms", 10L);
  }

  @Test
  void shouldKeepTheSpacesOfAKafkaProperty() throws Exception {
    Settings settings = Settings.load(Map.of("kafka.client.id", " a "), NONE, null);

    assertThat(settings.adminProperties()).containsEntry("client.id", " a ");
  }

  @Test
  void shouldWarnOfAKafkaPropertyNoClientKnowsAndPassItOn() throws Exception {
    Map<String, String> env = Map.of("SPENDBREAKER_KAFKA_SECURTY_PROTOCOL", "SSL");
    Map<String, String> flags = Map.of("kafka.producer.linger.mss", "1", "kafka.my.own", "1");

    Settings settings = Settings.load(flags, env, null);

    assertThat(settings.warnings())
        .containsExactly(
            "no Kafka client knows 'kafka.securty.protocol' in environment variable"
                + " SPENDBREAKER_KAFKA_SECURTY_PROTOCOL:"
                + " did you mean 'SPENDBREAKER_KAFKA_SECURITY_PROTOCOL'?",
            "no Kafka client knows 'kafka.my.own' in flag --kafka my.own",
            "no Kafka client knows 'kafka.producer.linger.mss' in flag --kafka producer.linger.mss:"
                + " did you mean '--kafka producer.linger.ms'?");
    assertThat(settings.producerProperties()).containsEntry("my.own", "1");
  }

  @Test
  void shouldNotWarnOfPropertiesOfOpenFamilies() throws Exception {
    Map<String, String> flags =
        Map.of(
            "kafka.config.providers.env.class", "org.example.Provider",
            "kafka.client.tag.zone", "a",
            "kafka.topic.segment.bytes", "1000000");

    assertThat(Settings.load(flags, NONE, null).warnings()).isEmpty();
  }

  @Test
  void shouldRefuseAKafkaPropertyThatIsASettingOfItsOwn() {
    assertThat(problems(Map.of("kafka.num.stream.threads", "2"), NONE, null))
        .containsExactly(
            "'kafka.num.stream.threads' in flag --kafka num.stream.threads is a setting of its own:"
                + " use '--stream-threads'");
  }

  @Test
  void shouldRefuseAMalformedKafkaProperty() throws Exception {
    assertThat(problems(NONE, NONE, file("kafka.=1")))
        .containsExactly(
            "malformed Kafka property 'kafka.' in app.properties line 1:"
                + " a name such as 'kafka.security.protocol' is needed");
  }

  @Test
  void shouldNeverShowASecret() throws Exception {
    Path file =
        file(
            """
            kafka.sasl.jaas.config=Module required password="hunter2";
            kafka.ssl.truststore.password=hunter2
            kafka.ssl.keystore.key=hunter2
            kafka.ssl.truststore.certificates=hunter2
            kafka.producer.sasl.jaas.config=hunter2
            kafka.sasl.oauthbearer.client.credentials.client.secret=hunter2
            kafka.my.reporter.TOKEN=hunter2
            kafka.security.protocol=SASL_SSL
            """);

    Settings settings = Settings.load(NONE, NONE, file);

    assertThat(settings.print())
        .contains("kafka.ssl.truststore.password = ****  (app.properties line 2)")
        .contains("kafka.security.protocol = SASL_SSL  (app.properties line 8)")
        .doesNotContain("hunter2");
    assertThat(settings.toString()).doesNotContain("hunter2");
    assertThat(settings.adminProperties()).containsEntry("ssl.truststore.password", "hunter2");
  }

  @Test
  void shouldNotShowTheValueOfAnUnknownSettingWhichMayBeASecret() throws Exception {
    assertThat(problems(NONE, NONE, file("kafak.ssl.key.password=hunter2\npassword=hunter2")))
        .hasSize(2)
        .noneMatch(problem -> problem.contains("hunter2"));
  }

  @Test
  void shouldPrintWhereEachValueCameFrom() throws Exception {
    Settings settings =
        Settings.load(
            Map.of("http.port", "0"),
            Map.of("SPENDBREAKER_DIMENSION_TEAM", "team.id"),
            file("\nspans.topic = mine"));

    assertThat(settings.print().lines())
        .contains(
            "# Topics",
            "spans.topic             = mine  (app.properties line 2)",
            "policies.topic          = budget-policies  (default)",
            "dimension.team          = team.id  (environment variable SPENDBREAKER_DIMENSION_TEAM)",
            "http.port               = 0  (flag --http-port)");
  }

  @Test
  void shouldPrintEachValueOnOneLine() throws Exception {
    Settings settings = Settings.load(Map.of("kafka.client.id", "a\nb\u001b[31m"), NONE, null);

    assertThat(settings.print()).contains("= a?b?[31m  (flag --kafka client.id)");
  }

  @Test
  void shouldGiveACopyOfTheDefinition() {
    Settings.definition().configKeys().clear();

    assertThat(Settings.definition().names()).contains("spans.topic");
  }

  private List<String> problems(
      Map<String, String> flags, Map<String, String> env, @Nullable Path file) {
    InvalidSettingsException thrown =
        catchThrowableOfType(InvalidSettingsException.class, () -> Settings.load(flags, env, file));
    return thrown == null ? List.of() : thrown.problems();
  }

  private Path file(String text) throws IOException {
    Path file = directory.resolve("app.properties");
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  @Test
  void shouldLookUpTheSecretOfInstancesAndNeverShowIt(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "  from a file, at length\n");
    for (Map.Entry<String, String> given :
        Map.of(
                "plain and long enough",
                "plain and long enough",
                "env:THE_SECRET",
                "of the environment",
                "file:" + file,
                "from a file, at length")
            .entrySet()) {
      Settings settings =
          Settings.load(
              Map.of("instance.secret", given.getKey()),
              Map.of("THE_SECRET", "of the environment"),
              null);

      assertThat(Objects.requireNonNull(settings.instances().secret()).value())
          .isEqualTo(given.getValue());
      assertThat(settings.print() + settings.instances())
          .doesNotContain(given.getValue())
          .contains("instance.secret         = ****");
    }
  }

  @Test
  void shouldRefuseASecretThatIsShortOrCannotBeLookedUp() {
    assertThatThrownBy(() -> Settings.load(Map.of("instance.secret", "short"), Map.of(), null))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("'****' for 'instance.secret' in flag --instance-secret")
        .hasMessageContaining("16 characters or more")
        .hasMessageNotContaining("short");
    assertThatThrownBy(
            () -> Settings.load(Map.of("instance.secret", "env:NOT_SET"), Map.of(), null))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("environment variable NOT_SET is not set");
    assertThatThrownBy(
            () -> Settings.load(Map.of("instance.secret", "file:/nowhere/at/all"), Map.of(), null))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("file /nowhere/at/all cannot be read");
  }

  @Test
  void shouldSayThatTheAddressAndTheStandbysOfKafkaStreamsAreSettingsOfTheirOwn() {
    assertThatThrownBy(
            () ->
                Settings.load(
                    Map.of("kafka.application.server", "a:1", "kafka.num.standby.replicas", "1"),
                    Map.of(),
                    null))
        .hasMessageContaining("--instance-address")
        .hasMessageContaining("--standby-replicas");
  }
}
