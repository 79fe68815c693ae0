package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.testing.Spans;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTraceCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldExplainAFile() throws Exception {
    assertThat(run("explain-trace", call().toString())).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).contains("agent a (own_name) · task t (own_session)");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldReadSpansByTheSettings() throws Exception {
    String file = call().toString();

    run(
        "explain-trace",
        "--json",
        "--agent-attributes=team",
        "--task-attributes=run",
        "--dimension=group=team",
        file);

    JsonNode span = new ObjectMapper().readTree(out.toString()).at("/traces/0/spans/0");
    assertThat(span.at("/agent/name").asText()).isEqualTo("blue");
    assertThat(span.at("/agent/rule").asText()).isEqualTo("explicit_attribute");
    assertThat(span.at("/task/name").asText()).isEqualTo("42");
    assertThat(span.at("/task/rule").asText()).isEqualTo("own_task");
    assertThat(span.at("/dimensions/group").asText()).isEqualTo("blue");
  }

  @Test
  void shouldReadStandardInputBesideFiles() throws Exception {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Spans.trace(2, 1_000).agent(1, 0, "b").toBytes()));
      assertThat(run("explain-trace", call().toString(), "-")).isEqualTo(ExitCode.OK);
    } finally {
      System.setIn(before);
    }

    assertThat(out.toString()).contains("agent a (own_name)", "agent b (enclosing_agent)");
  }

  @Test
  void shouldFailOnABadFileAndPrintNothingElse() throws Exception {
    Path bad = Files.writeString(directory.resolve("bad.json"), "hello");

    assertThat(run("explain-trace", call().toString(), bad.toString())).isEqualTo(ExitCode.FAILURE);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("error: " + bad + " is not OTLP trace data: ")
        .hasLineCount(1);
  }

  @Test
  void shouldAskForAFile() {
    assertThat(run("explain-trace")).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).contains("<file>");
  }

  private Path call() throws Exception {
    byte[] message =
        Spans.trace(1, 1_000)
            .add(
                1,
                0,
                Spans.text("gen_ai.operation.name", "chat"),
                Spans.text("gen_ai.agent.name", "a"),
                Spans.text("session.id", "t"),
                Spans.text("team", "blue"),
                Spans.text("run", "42"),
                Spans.cost(0.5))
            .toBytes();
    return Files.write(directory.resolve("spans.pb"), message);
  }

  private int run(String... args) {
    return SpendbreakerCommand.execute(
        SpendbreakerCommand.of(new ExplainTraceCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)),
        args);
  }
}
