package dev.spendbreaker.cli;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.NamedPolicy;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.document.PolicyFiles;
import dev.spendbreaker.document.PriceFiles;
import dev.spendbreaker.explain.CaptureException;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.replay.CapturedMessages;
import dev.spendbreaker.replay.JsonReport;
import dev.spendbreaker.replay.Message;
import dev.spendbreaker.replay.Replay;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.replay.ReplayRequest;
import dev.spendbreaker.replay.Report;
import dev.spendbreaker.runtime.TopicReplay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spendbreaker replay}: what would have been decided under other policies. */
@Command(
    name = "replay",
    description = {
      "Shows what would have been decided under other policies, and what that would have saved,"
          + " from the spans of the past; beside what was decided. Changes nothing."
    },
    sortOptions = false,
    footer = {
      "",
      "Example: spendbreaker replay --policies next.yaml --from P1D",
      "Example: spendbreaker replay --policies policies/ --from 2026-11-01T00:00:00Z --json",
      "Example: spendbreaker replay --policies next.yaml spans.jsonl.gz"
    })
final class ReplayCommand implements Callable<Integer> {
  /** The revision of a policy that is not in its topic. */
  private static final long NO_REVISION = 0;

  @Option(
      names = "--policies",
      paramLabel = "<file or folder>",
      required = true,
      description = "Policies, YAML or JSON, one or many; may be given several times.")
  private List<Path> policies = List.of();

  @Option(
      names = "--from",
      paramLabel = "<time>",
      description = {
        "When they come into force: 2026-11-20T00:00:00Z, or P1D for a day ago. What was spent"
            + " before counts in their windows. Default: with the first message."
      })
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "<time>",
      description = "When to stop. Default: now; of files, their last message.")
  private @Nullable String to;

  @Option(
      names = "--prices",
      paramLabel = "<file>",
      description = "Prices, YAML or JSON, in place of those in force; may be given several times.")
  private List<Path> prices = List.of();

  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..*",
      paramLabel = "<file>",
      description = {
        "Captures of spans, as explain-trace reads them; '-' is standard input."
            + " Without any: the spans topic, compared with the decisions topic."
      })
  private List<String> files = List.of();

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return options.run(this::replay);
  }

  private int replay(Settings settings) throws Exception {
    Logging.hideFailedConnections();
    long now = System.currentTimeMillis();
    ReplayRequest request = request(settings, now);
    Report report =
        files.isEmpty() ? replayTopic(settings, request) : replayFiles(settings, request, now);
    if (json.isWanted()) {
      new JsonReport(options.out()).print(report);
    } else {
      new ReplayText(options.out()).print(report);
    }
    return ExitCode.OK;
  }

  private Report replayTopic(Settings settings, ReplayRequest request) throws Exception {
    try (ReplayProgress progress =
        new ReplayProgress(spec.commandLine().getErr(), Terminal.isErr())) {
      return TopicReplay.run(settings, request, progress);
    }
  }

  private ReplayRequest request(Settings settings, long now) {
    Long fromMillis = instant("--from", from, now);
    Long toMillis = instant("--to", to, now);
    if (fromMillis != null && fromMillis > (toMillis == null ? now : toMillis)) {
      throw invalid("'--from' is later than the end: there is nothing in between");
    }
    Dimensions dimensions = Dimensions.with(settings.usage().dimensions().keySet());
    return new ReplayRequest(
        policies(dimensions),
        InputFiles.read(prices, PriceFiles::read, spec.commandLine()),
        fromMillis,
        toMillis);
  }

  private @Nullable Long instant(String option, @Nullable String text, long now) {
    if (text == null) {
      return null;
    }
    Long millis = Instants.parse(text, now);
    if (millis == null) {
      throw invalid(
          "'%s' takes a time such as 2026-11-20T00:00:00Z, or how long ago, such as P7D; not '%s'"
              .formatted(option, text));
    }
    return millis;
  }

  private List<Policy> policies(Dimensions dimensions) {
    List<NamedPolicy> named =
        InputFiles.read(
            InputFiles.inFolders(policies, spec.commandLine()),
            path -> PolicyFiles.read(path, dimensions),
            spec.commandLine());
    Map<String, NamedPolicy> byId = new HashMap<>();
    List<Policy> parsed = new ArrayList<>();
    for (NamedPolicy policy : named) {
      NamedPolicy other = byId.put(policy.id(), policy);
      if (other != null) {
        throw invalid(
            "policy '%s' stands at %s and at %s"
                .formatted(policy.id(), other.location(), policy.location()));
      }
      parsed.add(PolicyDocuments.parse(policy.id(), policy.jsonBytes(), NO_REVISION, dimensions));
    }
    return parsed;
  }

  private Report replayFiles(Settings settings, ReplayRequest request, long now)
      throws CaptureException, ReplayException {
    List<Message> messages = messages(request, now);
    PriceBook bundled = PriceBook.bundled();
    Replay replay =
        new Replay(
            TopicReplay.replaySettings(settings),
            bundled.with(request.with(Map.of())),
            request.policies(),
            request.fromMillis());
    messages.forEach(replay::take);
    Long end = request.toMillis();
    long last = messages.get(messages.size() - 1).arrivedMillis();
    return new Report(
        files.size() == 1 ? "file " + files.get(0) : files.size() + " files",
        request.policies(),
        bundled.source(),
        request.prices().size(),
        null,
        true,
        replay.end(end == null ? last : end),
        null,
        List.of());
  }

  private List<Message> messages(ReplayRequest request, long now)
      throws CaptureException, ReplayException {
    CapturedMessages captured = new CapturedMessages(now);
    CaptureFiles.read(files, captured::add);
    List<Message> messages = captured.upTo(request.toMillis());
    if (messages.stream().noneMatch(message -> request.isWithin(message.arrivedMillis()))) {
      throw new ReplayException("the files hold no message of the period: " + captured.extent());
    }
    return messages;
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
