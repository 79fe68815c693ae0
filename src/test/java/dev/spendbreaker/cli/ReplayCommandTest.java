package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.document.Schemas;
import dev.spendbreaker.testing.Free;
import dev.spendbreaker.testing.Spans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of files; {@link ReplayCommandIntegrationTest} replays topics. */
class ReplayCommandTest {
  private static final String POLICY =
      """
      {"id": "each", "version": 1, "scope": {"agent": "*"}, "limit": {"usd": 1.00}}""";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path policies = Path.of("");
  private Path spans = Path.of("");

  /** Agent a spends 0.75 USD at nine, at ten and at eleven, the last of which comes first. */
  @BeforeEach
  void write() throws Exception {
    policies = Files.writeString(directory.resolve("policies.json"), POLICY);
    spans = Files.write(directory.resolve("11.pb"), call(3, "2026-11-23T11:00:00Z"));
    Files.write(directory.resolve("09.pb"), call(1, "2026-11-23T09:00:00Z"));
    Files.write(directory.resolve("10.pb"), call(2, "2026-11-23T10:00:00Z"));
  }

  @Test
  void shouldTellWhatWouldHaveBeenDecidedWhenAndWhy() {
    assertThat(replay()).isEqualTo(ExitCode.OK);

    assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
        .contains(
            "policies | each",
            "period | 2026-11-23T09:00:00Z to 2026-11-23T11:00:00Z",
            "agent/a",
            "2026-11-23T09:00:00Z | allow | each | 0.75 USD | 1 USD | spent 0.75 USD of 1.00 in total"
                + " (75.0%)",
            "2026-11-23T10:00:00Z | block | each | 1.5 USD | 1 USD | spent 1.50 USD of 1.00 in total"
                + " (150.0%)",
            "agent/a | 1 allow, 1 block | 2026-11-23T10:00:00Z | each | 0.75 USD in 1 calls | 0.75 USD"
                + " in 1 calls",
            "spent | 2.25 USD in 3 calls",
            "refused | 0.75 USD in 1 calls (33.3%): calls that would not have been made");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldPrintADocumentThatItsSchemaDescribes() throws Exception {
    assertThat(replay("--json", "--from=2026-11-23T09:30:00Z")).isEqualTo(ExitCode.OK);

    assertThat(Schemas.errors(Schemas.REPLAY, out.toString())).isEmpty();
    JsonNode document = new ObjectMapper().readTree(out.toString());
    JsonNode decisions = document.at("/scopes/0/decisions");
    assertThat(decisions)
        .allSatisfy(
            decision ->
                assertThat(Schemas.errors(Schemas.DECISION, decision.toString())).isEmpty());
    assertThat(decisions)
        .extracting(decision -> decision.path("decidedAt").asText())
        .containsExactly("2026-11-23T09:30:00Z", "2026-11-23T10:00:00Z");
    assertThat(document.at("/scopes/0/refusal/spentAfter/usd").decimalValue())
        .isEqualByComparingTo("0.75");
    assertThat(document.at("/spent/usd").decimalValue()).isEqualByComparingTo("1.5");
    assertThat(document.has("comparison")).isFalse();
  }

  @Test
  void shouldReadTheFilesOfAFolderAndTakeOtherPrices() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("policies"));
    Files.writeString(folder.resolve("a.yaml"), POLICY);
    Files.writeString(folder.resolve("b.yml"), POLICY.replace("each", "b").replace("*", "b"));
    Files.writeString(folder.resolve("notes.txt"), "not a policy");
    policies = folder;
    Path prices =
        Files.writeString(
            directory.resolve("prices.yaml"),
            "{model: openai/gpt-4o-mini, version: 1, input: 1, output: 1}");

    assertThat(replay("--prices=" + prices)).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).contains("policies  each, b", "and 1 that were set");
  }

  @Test
  void shouldNameTheTypoInAPolicy() throws Exception {
    Files.writeString(policies, POLICY.replace("limit", "limt"));

    assertThat(replay()).isEqualTo(ExitCode.FAILURE);

    assertThat(err.toString())
        .startsWith("error: " + policies + ":1:")
        .contains("did you mean 'limit'?");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldRefuseTwoPoliciesOfOneIdInTwoFiles() throws Exception {
    Path other = Files.writeString(directory.resolve("other.json"), POLICY);

    assertThat(replay("--policies=" + other)).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString())
        .contains("policy 'each' stands at " + policies + ":1:1 and at " + other + ":1:1");
  }

  @Test
  void shouldSayWhatThereIsWhereNothingIsOfThePeriod() {
    assertThat(replay("--from=2026-11-24T00:00:00Z", "--to=2026-11-25T00:00:00Z"))
        .isEqualTo(ExitCode.FAILURE);

    assertThat(err.toString())
        .contains("no message of the period: theirs are of 2026-11-23T09:00:00Z to 2026-11-23T11");
  }

  @Test
  void shouldSayHowATimeIsWritten() {
    assertThat(replay("--from=yesterday")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'--from' takes a time such as", "not 'yesterday'");
    err.getBuffer().setLength(0);

    assertThat(replay("--from=P1D", "--to=P2D")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'--from' is later than the end");
  }

  @Test
  void shouldSayThatKafkaDoesNotAnswer() {
    int exitCode =
        run(
            "replay",
            "--policies=" + policies,
            "--bootstrap-servers=127.0.0.1:" + Free.port(),
            "--kafka=default.api.timeout.ms=500",
            "--kafka=request.timeout.ms=500");

    assertThat(exitCode).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).startsWith("error: cannot reach Kafka at 127.0.0.1:");
  }

  private int replay(String... more) {
    List<String> args = new ArrayList<>(List.of("replay", "--policies=" + policies));
    args.addAll(List.of(more));
    args.addAll(
        List.of(
            spans.toString(),
            directory.resolve("09.pb").toString(),
            directory.resolve("10.pb").toString()));
    return run(args.toArray(new String[0]));
  }

  private int run(String... args) {
    return SpendbreakerCommand.execute(
        SpendbreakerCommand.of(new ReplayCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)),
        args);
  }

  private static byte[] call(long trace, String end) {
    return Spans.trace(trace, Instant.parse(end).toEpochMilli()).call(1, "a", "t", 0.75).toBytes();
  }
}
