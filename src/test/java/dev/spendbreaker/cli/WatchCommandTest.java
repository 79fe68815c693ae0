package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WatchCommandTest {
  @Test
  void shouldNotShowASecretThatKafkaQuotesWhenItRefusesIt() {
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        SpendbreakerCommand.of(new WatchCommand()).setErr(new PrintWriter(err));

    int exitCode =
        SpendbreakerCommand.execute(
            commandLine,
            "watch",
            "--verbose",
            "--kafka=security.protocol=SASL_PLAINTEXT",
            "--kafka=sasl.mechanism=PLAIN",
            "--kafka=sasl.jaas.config=garbage hunter11");

    assertThat(err.toString()).doesNotContain("hunter11").contains("Kafka refuses the settings");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
  }
}
