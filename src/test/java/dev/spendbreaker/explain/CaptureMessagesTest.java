package dev.spendbreaker.explain;

import static dev.spendbreaker.explain.Explained.explain;
import static dev.spendbreaker.explain.Explained.json;
import static dev.spendbreaker.explain.Explained.resource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.testing.Spans;
import dev.spendbreaker.usage.UsageSettings;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureMessagesTest {
  @TempDir Path directory;

  @Test
  void shouldReadProtobufAndJsonAlike() throws Exception {
    assertThat(json(resource("/corpus/spans/strands-ts.pb")))
        .isEqualTo(json(resource("/corpus/spans/strands-ts.json")));
  }

  @Test
  void shouldReadWhatIsCompressed() throws Exception {
    byte[] plain = resource("/corpus/spans/strands-ts.pb");

    assertThat(json(gzip(plain))).isEqualTo(json(plain));
  }

  @Test
  void shouldReadJsonMessagesOneALine() throws Exception {
    String one = oneLine("/corpus/spans/strands-ts.json");
    String other = oneLine("/corpus/spans/claude-adot.json");

    assertThat(json((one + "\n\r\n" + other + "\r\n").getBytes(UTF_8)).get("traces"))
        .isEqualTo(json(one.getBytes(UTF_8), other.getBytes(UTF_8)).get("traces"));
  }

  @Test
  void shouldTakeSeveralFilesAsDeliveriesOfTheSameTraces() throws Exception {
    // given a trace whose spans are in two files, some in both
    Spans trace = Spans.trace(1, 1_000).agent(1, 0, "a").call(2, 1, 0.5);
    List<byte[]> oneByOne = trace.oneByOneInReverse();

    // when
    JsonNode explained = json(oneByOne.get(0), trace.toBytes());

    // then
    JsonNode only = explained.get("traces").get(0);
    assertThat(explained.get("traces")).hasSize(1);
    assertThat(only.at("/totals/0/agent").asText()).isEqualTo("a");
    assertThat(only.at("/totals/0/usd").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(only.at("/counts/calls").asInt()).isEqualTo(1);
    assertThat(only.at("/counts/duplicates").asInt()).isEqualTo(1);
  }

  @Test
  void shouldFindNothingWrongWithAMessageWithoutSpans() throws Exception {
    assertThat(explain("{\"resourceSpans\":[]}".getBytes(UTF_8)).traces()).isEmpty();
  }

  @Test
  void shouldSayOfASpanOfOurOwnThatItIsLeftOut() throws Exception {
    Explanation explanation =
        explain(
            Spans.trace(1, 0)
                .resource(Spans.text("service.name", "spendbreaker"))
                .call(1, "a", "t", 0.5)
                .toBytes());

    assertThat(explanation.traces()).isEmpty();
    assertThat(explanation.unusable())
        .containsExactly(
            "span 'span 1': Spendbreaker's own telemetry is charged to nobody (service.name"
                + " spendbreaker)");
  }

  @Test
  void shouldSayWhyAFileIsNoTraceData() {
    shouldRefuse("hello", "file 1 is not OTLP trace data: ");
    shouldRefuse("", "file 1 is not OTLP trace data: the message is empty");
    shouldRefuse(
        "{\"resourceLogs\":[]}", "file 1 is not OTLP trace data: it holds log records, not spans");
    shouldRefuse("{\n  \"resourceSpans\": [\n", "file 1 is not OTLP trace data: ");
  }

  @Test
  void shouldNameTheLineThatIsNoTraceData() {
    shouldRefuse(
        "{\"resourceSpans\":[]}\n\n{\"resourceSp", "file 1, line 3 is not OTLP trace data: ");
  }

  private static void shouldRefuse(String file, String problem) {
    assertThatThrownBy(() -> explain(file.getBytes(UTF_8)))
        .as("file: %s", file)
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith(problem)
        .hasMessageContaining("Give an ExportTraceServiceRequest or TracesData");
  }

  @Test
  void shouldSayThatGzipBreaksOff() throws Exception {
    byte[] whole = gzip(resource("/corpus/spans/strands-ts.pb"));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);

    assertThatThrownBy(() -> explain(half))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith("cannot read file 1: ");
  }

  @Test
  void shouldSayThatAFileIsNotThereOrIsADirectory() throws Exception {
    CaptureReader reader = new CaptureReader(UsageSettings.DEFAULTS);
    Path absent = directory.resolve("absent.json");

    assertThatThrownBy(() -> CaptureMessages.read(absent, reader))
        .isInstanceOf(CaptureException.class)
        .hasMessage("cannot read " + absent + ": there is no such file");
    assertThatThrownBy(
            () -> CaptureMessages.read(Files.createDirectory(directory.resolve("d")), reader))
        .isInstanceOf(CaptureException.class)
        .hasMessageStartingWith("cannot read " + directory.resolve("d"));
  }

  private static String oneLine(String resource) throws Exception {
    return new ObjectMapper().readTree(resource(resource)).toString();
  }

  private static byte[] gzip(byte[] plain) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
