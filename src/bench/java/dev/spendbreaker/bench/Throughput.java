package dev.spendbreaker.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench throughput}: spans a second of this and other ways to read the same topic. */
@Command(
    name = "throughput",
    description = {
      "Fills a topic with realistic spans, then lets each contender read all of it, in turns: limit"
          + " (a bare consumer), ours and ours-at-least-once (Spendbreaker with ten policies),"
          + " textbook (the Kafka Streams DSL), flink. Broker and contender each have a JVM.",
      "Medians of all rounds go to the page as a table, and to a plot beside it."
    })
final class Throughput implements Callable<Integer> {
  @Option(
      names = "--spans",
      defaultValue = "3000000",
      description = "Spans that each reads. Default: ${DEFAULT-VALUE}, about 3 GB of disk.")
  private long spans;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--contenders",
      split = ",",
      defaultValue = "limit,ours,ours-at-least-once,textbook,flink",
      description = "Who takes part. Default: ${DEFAULT-VALUE}.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--prompts",
      split = ",",
      defaultValue = "0,0,1024,4096",
      description =
          "Bytes of prompt text on a model call; services take these in turn. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> prompts = new ArrayList<>();

  @Mixin private Findings findings = new Findings();

  private final Map<Contender, List<Pace>> paces = new EnumMap<>(Contender.class);

  @Override
  public Integer call() throws Exception {
    List<Contender> contenders = names.stream().map(Throughput::contender).toList();
    try (Scratch scratch = new Scratch();
        Broker broker = new Broker(scratch.directory())) {
      Arena arena = new Arena(broker, "spans", scratch.directory());
      broker.createTopic(arena.input(), Arena.PARTITIONS);
      Filler filled = Filler.fill(arena, spans, prompts, Filler.AGENTS);
      findings.say(filled.toString());
      race(contenders, new Race(arena, filled));
      write(filled);
    }
    return 0;
  }

  private void race(List<Contender> contenders, Race race) throws Exception {
    for (int round = 1; round <= rounds; round++) {
      for (Contender contender : contenders) {
        Pace pace = race.run(contender, contender.text() + "-" + round);
        paces.computeIfAbsent(contender, key -> new ArrayList<>()).add(pace);
        findings.say("round " + round + ": " + row(contender, pace, Double.NaN));
      }
    }
  }

  private static Contender contender(String text) {
    for (Contender contender : Contender.values()) {
      if (contender.text().equals(text)) {
        return contender;
      }
    }
    throw new IllegalArgumentException("there is no contender '" + text + "'");
  }

  private void write(Filler filled) throws Exception {
    Map<String, Double> bars = new LinkedHashMap<>();
    List<Pace> ours = paces.getOrDefault(Contender.OURS, List.of());
    double unit = ours.isEmpty() ? Double.NaN : Pace.median(ours).spansPerSecond();
    StringBuilder table = new StringBuilder(head(filled));
    paces.forEach(
        (contender, rounds) -> {
          Pace median = Pace.median(rounds);
          bars.put(contender.text(), median.spansPerSecond());
          table.append(row(contender, median, unit)).append('\n');
        });
    Path plot = findings.page().resolveSibling("throughput.svg");
    Files.writeString(plot, Bars.svg("Spans a second, median", bars));
    table.append("\n![Spans a second](").append(plot.getFileName()).append(")\n");
    findings.write("throughput", table.toString());
  }

  private String head(Filler filled) {
    return "%,d spans in %,d records, %.0f bytes a span; medians of %d rounds.%n%n"
            .formatted(
                filled.spans(), filled.records(), filled.bytes() / (double) filled.spans(), rounds)
        + "| contender | spans/s | to ours | its CPU, µs/span | the broker's | what it is |\n"
        + "| --- | --: | --: | --: | --: | --- |\n";
  }

  private static String row(Contender contender, Pace pace, double unit) {
    return "| %s | %,.0f | %.2f | %.2f | %.2f | %s |"
        .formatted(
            contender.text(),
            pace.spansPerSecond(),
            pace.spansPerSecond() / unit,
            pace.contenderMicros(),
            pace.brokerMicros(),
            contender.description());
  }
}
