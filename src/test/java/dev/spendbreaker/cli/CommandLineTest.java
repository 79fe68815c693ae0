package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.SettingNames;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.UnreachableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandLineTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Settings> ran = new ArrayList<>();

  @Test
  void shouldRunTheApplicationWithTheSettingsOfTheFlags() {
    assertThat(run("run", "--spans-topic", "mine", "--http-port=0")).isEqualTo(ExitCode.OK);

    assertThat(ran).singleElement().extracting(run -> run.topics().spans()).isEqualTo("mine");
    assertThat(ran.get(0).http().port()).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldReadTheSettingsFileAndLetAFlagWin() throws Exception {
    Path file = Files.writeString(directory.resolve("a.properties"), "http.port=1\notlp.port=2");

    run("run", "--config", file.toString(), "--http-port", "3");

    assertThat(ran.get(0).http().port()).isEqualTo(3);
    assertThat(ran.get(0).otlp().port()).isEqualTo(2);
  }

  @Test
  void shouldHaveAFlagForEverySettingOfTheDefinition() {
    CommandSpec command = CommandSpec.forAnnotatedObject(new RunCommand(settings -> {}));

    assertThat(Settings.definition().configKeys().values())
        .allSatisfy(entry -> assertThat(command.findOption(SettingNames.flag(entry))).isNotNull());
  }

  @Test
  void shouldDescribeEverySettingInHelp() {
    assertThat(run("run", "--help")).isEqualTo(ExitCode.OK);

    String help = out.toString().replaceAll("\\s+", " ");
    assertThat(Settings.definition().configKeys().values())
        .allSatisfy(
            entry -> assertThat(help).contains(SettingNames.flag(entry), entry.documentation));
    assertThat(help).contains("Example: spendbreaker run", "Default: otlp_spans.");
  }

  @Test
  void shouldTakeANegativeNumberAsAValue() {
    assertThat(run("run", "--replication-factor", "-1")).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "--kafka,security.protocol=SSL",
    "--kafka=security.protocol=SSL,--verbose",
    "--kafka.security.protocol=SSL,--verbose",
    "--kafka.security.protocol,SSL"
  })
  void shouldPassAKafkaPropertyHoweverItIsWritten(String first, String second) {
    assertThat(run("run", first, second, "--kafka", "client.id=a=b")).isEqualTo(ExitCode.OK);

    assertThat(ran.get(0).adminProperties())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("client.id", "a=b");
  }

  @Test
  void shouldTakeDimensions() {
    run("run", "--dimension", "team=team.id,org", "--dimension.cost-center=cc");

    assertThat(ran.get(0).usage().dimensions())
        .containsEntry("team", List.of("team.id", "org"))
        .containsEntry("cost-center", List.of("cc"));
  }

  @Test
  void shouldWarnOfAnUnknownKafkaPropertyAndRun() {
    assertThat(run("run", "--kafka", "linger.mss=1")).isEqualTo(ExitCode.OK);

    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "warning: no Kafka client knows 'kafka.linger.mss' in flag --kafka linger.mss:"
                + " did you mean '--kafka linger.ms'?");
    assertThat(ran).hasSize(1);
  }

  @Test
  void shouldPrintTheSettingsInsteadOfRunning() {
    assertThat(run("run", "--print-config", "--kafka.ssl.key.password=hunter2"))
        .isEqualTo(ExitCode.OK);

    assertThat(out.toString())
        .contains("spans.topic             = otlp_spans  (default)")
        .contains("kafka.ssl.key.password  = ****  (flag --kafka ssl.key.password)")
        .doesNotContain("hunter2");
    assertThat(ran).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rnu                            | unknown command 'rnu': did you mean 'run'?
          banana                         | unknown command 'banana': see 'spendbreaker --help'
          run --span-topic=hunter2       | unknown option '--span-topic': did you mean '--spans-topic'?
          run --span-topic hunter2       | unknown option '--span-topic': did you mean '--spans-topic'?
          run --banana                   | unknown option '--banana': see 'spendbreaker run --help'
          run banana                     | unknown argument 'banana': see 'spendbreaker run --help'
          topics                         | Missing required subcommand: see 'spendbreaker topics --help'
          topics chek                    | unknown command 'chek': did you mean 'check'?
          run --kafka hunter2            | option '--kafka' needs <name=value>: see 'spendbreaker run --help'
          run --kafka a=1 --kafka.a=2    | option '--kafka a' is given twice: see 'spendbreaker run --help'
          run --http-port                | Missing required parameter for option '--http-port' (<whole number>): see 'spendbreaker run --help'
          run --http-port 1 --http-port 2 | option '--http-port' (<whole number>) should be specified only once: see 'spendbreaker run --help'
          """)
  void shouldSayWhatIsWrongWithTheCommandLine(String line, String problem) {
    assertThat(run(line.split(" ", -1))).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).isEqualToIgnoringNewLines("error: " + problem);
    assertThat(ran).isEmpty();
  }

  @Test
  void shouldReportEveryProblemOfTheSettingsOnALine() {
    assertThat(run("run", "--http-port", "high", "--http-host", "0.0.0.0"))
        .isEqualTo(ExitCode.USAGE);

    assertThat(err.toString().lines())
        .containsExactly(
            "error: invalid value 'high' for 'http.port' in flag --http-port:"
                + " must be a whole number from 0 to 65535",
            "error: 'http.host' is 0.0.0.0, where others can reach it, and no token is asked for: set"
                + " 'auth.tokens.file' ('./spendbreaker token create' makes one), 'auth.tokens' or"
                + " 'auth.issuer', or listen on 127.0.0.1");
  }

  @Test
  void shouldExitWithTheCodeOfTheFailure() {
    assertThat(exitCodeOf(new IllegalStateException("broken"))).isEqualTo(1);
    assertThat(exitCodeOf(new InvalidSettingsException(List.of("wrong")))).isEqualTo(2);
    assertThat(exitCodeOf(new UnreachableException("gone", new RuntimeException()))).isEqualTo(3);
  }

  @Test
  void shouldShowAStackTraceOnlyWhereItIsAskedFor() {
    ApplicationRunner failing =
        settings -> {
          throw new IllegalStateException("broken");
        };

    execute(failing, "run");
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "error: java.lang.IllegalStateException: broken ('--verbose' shows where)");

    execute(failing, "run", "--verbose");
    assertThat(err.toString()).contains("\tat dev.spendbreaker.cli.CommandLineTest");
  }

  @Test
  void shouldSayWhereKafkaCannotBeReached() throws Exception {
    int port = unusedPort();

    assertThat(
            run(
                "topics",
                "check",
                "--bootstrap-servers=127.0.0.1:" + port,
                "--kafka.request.timeout.ms=200",
                "--kafka.default.api.timeout.ms=200"))
        .isEqualTo(ExitCode.UNREACHABLE);

    assertThat(err.toString())
        .startsWith("error: cannot reach Kafka at 127.0.0.1:" + port + ": check that it runs");
  }

  @Test
  void shouldSayThatAHostIsUnknown() {
    assertThat(run("topics", "create", "--bootstrap-servers=no-such-host.invalid:9092"))
        .isEqualTo(ExitCode.UNREACHABLE);

    assertThat(err.toString()).startsWith("error: cannot reach Kafka at no-such-host.invalid:9092");
  }

  @Test
  void shouldSayWhatKafkaRefusesOfItsProperties() {
    assertThat(run("topics", "check", "--kafka.security.protocol=TLS")).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).startsWith("error: Kafka refuses the settings: ").contains("TLS");
  }

  @Test
  void shouldShowHelpWhereNothingIsAsked() {
    assertThat(run()).isEqualTo(ExitCode.OK);

    assertThat(out.toString())
        .contains("Usage: spendbreaker", "run ", "topics ", "version ", "Exit codes:");
  }

  @Test
  void shouldPrintItsVersion() {
    assertThat(run("version")).isEqualTo(ExitCode.OK);
    String version = out.toString();
    run("--version");

    assertThat(version).startsWith("spendbreaker ").contains("Kafka 4.");
    assertThat(out.toString()).isEqualTo(version + version);
  }

  @Test
  void shouldTakeALogLevelInAnyCaseAndRefuseOthers() {
    assertThat(run("run", "--log-level", "Info")).isEqualTo(ExitCode.OK);
    assertThat(run("run", "--log-level", "loud")).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString())
        .contains("'--log-level'")
        .contains("[ERROR, WARN, INFO, DEBUG, TRACE]");
  }

  private int exitCodeOf(Exception failure) {
    return execute(
        settings -> {
          throw failure;
        },
        "run");
  }

  private int run(String... args) {
    return execute(ran::add, args);
  }

  private int execute(ApplicationRunner runner, String... args) {
    return SpendbreakerCommand.execute(commandLine(runner), args);
  }

  private CommandLine commandLine(ApplicationRunner runner) {
    return SpendbreakerCommand.of(new RunCommand(runner), new TopicsCommand(), new VersionCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
