package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's story, as a process of its own. */
@Tag("integration")
class DemoTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  @TempDir Path directory;

  @Test
  void shouldStopTheRunawayAndWarnTheDriftingAgent() throws Exception {
    try (ChildProcess demo =
        ChildProcess.start(
            directory.resolve("demo.log"),
            "demo",
            "--kafka-port=0",
            "--http-port=0",
            "--otlp-port=0")) {

      Eventually.holds(
          TIMEOUT,
          () ->
              assertThat(demo.output())
                  .containsPattern("kill +inbox-triage +spent 3\\.\\d+ USD of 3\\.00")
                  .containsPattern("=> inbox-triage stopped after \\d+ turns: \\d+ ms after")
                  .containsPattern("warn +report-writer"));
      assertThat(demo.output()).doesNotContainPattern(Pattern.compile("block|WARN|ERROR"));
      assertThat(demo.stop(30)).isEqualTo(143);
    }
  }
}
