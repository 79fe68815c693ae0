package dev.spendbreaker.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench questions}: how many questions are answered while spans flow. */
@Command(
    name = "questions",
    description = {
      "Asks, with wrk, for a check, a scope's status and an MCP tool while spans flow, as fast as"
          + " answers come; and compares the application's processor time, and how far the stream"
          + " lags behind, with those before. Broker and application each have a JVM.",
      "The table goes to the page, between the comments that name it."
    })
final class Questions implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final int SETTLE_MILLIS = 45_000;
  private static final String POLICY =
      "{\"version\": 1, \"scope\": {\"agent\": \"*\"}, \"limit\": {\"usd\": 1000},"
          + " \"window\": {\"rolling\": \"PT1H\"}}";
  private static final String TOOL = "otel_budget_status";
  private static final String REVISION = "2026-07-28";

  @Option(
      names = "--load",
      defaultValue = "20000",
      description = "Spans a second that are sent besides. Default: ${DEFAULT-VALUE}.")
  private int load;

  @Option(
      names = "--connections",
      defaultValue = "4",
      description = "Connections, each with one question at a time. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "How long each question is asked. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Mixin private Findings findings = new Findings();

  private final List<String> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (Scratch scratch = new Scratch();
        Broker broker = new Broker(scratch.directory())) {
      broker.createTopic("spans", PARTITIONS);
      try (Spendbreaker application =
          new Spendbreaker(
              "questions", "exactly_once_v2", "spans", broker.servers(), scratch.directory())) {
        application.awaitReady();
        application.putPolicy("each-agent", POLICY.getBytes(UTF_8));
        measure(application, broker, scratch.directory());
      }
    }
    findings.write("questions", table());
    return 0;
  }

  private void measure(Spendbreaker application, Broker broker, Path directory) throws Exception {
    try (Load spans = Load.start(broker.servers(), "spans", load);
        Lag lag = new Lag(application, broker.servers(), "spans")) {
      Stream stream = new Stream(application, spans, lag);
      Thread.sleep(SETTLE_MILLIS);
      for (Map.Entry<String, Wrk.Request> question : questions().entrySet()) {
        measure(question.getKey(), question.getValue(), stream, directory);
      }
    }
  }

  private static Map<String, Wrk.Request> questions() {
    Map<String, Wrk.Request> questions = new LinkedHashMap<>();
    questions.put("`/v1/check`", Wrk.Request.get("/v1/check?agent=agent-1&task=t"));
    questions.put("`GET /v1/scopes/{key}`", Wrk.Request.get("/v1/scopes/agent/agent-1"));
    questions.put("MCP `" + TOOL + "`", toolCall());
    return questions;
  }

  private static Wrk.Request toolCall() {
    String body =
        """
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "%s",
         "arguments": {"agentId": "agent-1"},
         "_meta": {"io.modelcontextprotocol/protocolVersion": "%s",
                   "io.modelcontextprotocol/clientCapabilities": {}}}}"""
            .formatted(TOOL, REVISION);
    return new Wrk.Request(
        "/mcp",
        Map.of(
            "Content-Type", "application/json",
            "Accept", "application/json, text/event-stream",
            "MCP-Protocol-Version", REVISION,
            "Mcp-Method", "tools/call",
            "Mcp-Name", TOOL),
        body);
  }

  private void measure(String name, Wrk.Request request, Stream stream, Path directory)
      throws Exception {
    Use before = stream.use(() -> Thread.sleep(seconds * 1000L));
    Wrk wrk = new Wrk(connections, seconds);
    Wrk.Result[] result = {null};
    Use during =
        stream.use(() -> result[0] = wrk.run(stream.application.base(), request, directory));
    rows.add(
        "| %s | %,.0f | %s | %s | %s | %s |"
            .formatted(
                name,
                result[0].answersPerSecond(),
                result[0].p50(),
                result[0].p99(),
                before.cells(),
                during.cells()));
    findings.say(rows.get(rows.size() - 1));
  }

  /** What is asked while spans flow. */
  private record Stream(Spendbreaker application, Load spans, Lag lag) {
    private interface Activity {
      void run() throws IOException, InterruptedException;
    }

    /** What it uses, and how far it lags behind, while something goes on. */
    Use use(Activity activity) throws Exception {
      lag.take();
      long start = System.nanoTime();
      long sent = spans.sent();
      long cpu = application.process().cpuTime().toNanos();
      activity.run();
      double elapsed = System.nanoTime() - start;
      return new Use(
          Math.round((spans.sent() - sent) / (elapsed / 1e9)),
          (application.process().cpuTime().toNanos() - cpu) / elapsed,
          lag.take());
    }
  }

  private record Use(long spansPerSecond, double cores, Histogram lag) {
    /** The cells of a table; the lag in milliseconds. */
    String cells() {
      return "%,d | %.2f | %,.0f | %,.0f"
          .formatted(
              spansPerSecond, cores, lag.getValueAtPercentile(50) / 1e3, lag.getMaxValue() / 1e3);
    }
  }

  private String table() {
    return "%d connections, %d s each question.".formatted(connections, seconds)
        + " The lag is from a span that crosses a limit to the decision, ten times a second.\n\n"
        + "| question | answers/s | p50 | p99 | spans/s before | cores of the application |"
        + " median lag, ms | largest, ms | spans/s during | cores of the application |"
        + " median lag, ms | largest, ms |\n"
        + "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n"
        + String.join("\n", rows)
        + "\n";
  }
}
