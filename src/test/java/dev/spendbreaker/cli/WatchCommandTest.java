package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.testing.DecisionBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WatchCommandTest {
  @Test
  void shouldShowADecisionInALineWithAColourWhereThereAreSome() {
    Decision kill =
        DecisionBuilder.decision(Scope.agent("a"), Action.KILL)
            .reason("spent too much")
            .decidedAt(0)
            .build();

    assertThat(WatchCommand.line(kill, false))
        .isEqualTo("1970-01-01T00:00:00Z  kill   agent/a  spent too much");
    assertThat(WatchCommand.line(kill, true))
        .isEqualTo("1970-01-01T00:00:00Z  \u001b[1;31mkill \u001b[0m  agent/a  spent too much");
  }

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
