package dev.spendbreaker.cli;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.explain.CaptureException;
import dev.spendbreaker.explain.CaptureReader;
import dev.spendbreaker.explain.Explanation;
import dev.spendbreaker.explain.JsonReport;
import dev.spendbreaker.explain.TextReport;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.usage.UsageSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code spendbreaker explain-trace}: what the spans of a file are charged, and why. */
@Command(
    name = "explain-trace",
    description = "Shows, for each span of a file, what is charged to whom and by which rule.",
    footer = {
      "",
      "Example: spendbreaker explain-trace spans.json",
      "Example: spendbreaker explain-trace --json first.pb second.pb",
      "Example: gunzip -c spans.jsonl.gz | spendbreaker explain-trace -"
    })
final class ExplainTraceCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "<file>",
      description = {
        "OTLP trace data: a message, protobuf or JSON, or JSON messages, one a line;"
            + " gzip is fine. '-' is standard input. Several files are several deliveries."
      })
  private List<String> files = List.of();

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(settings -> explain(usage(settings)));
  }

  private static UsageSettings usage(Settings settings) {
    Settings.Usage usage = settings.usage();
    return new UsageSettings(
        usage.maxSpanCostNanos(),
        usage.agentAttributes(),
        usage.taskAttributes(),
        usage.dimensions());
  }

  private int explain(UsageSettings settings) throws CaptureException, IOException {
    CaptureReader reader = new CaptureReader(settings);
    CaptureFiles.read(files, reader);
    print(reader.capture().explain(PriceBook.bundled(), System.currentTimeMillis()));
    return ExitCode.OK;
  }

  private void print(Explanation explanation) throws IOException {
    if (json.isWanted()) {
      new JsonReport(options.out()).print(explanation);
    } else {
      new TextReport(options.out(), Terminal.hasColours()).print(explanation);
    }
  }
}
