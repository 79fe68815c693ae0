package dev.spendbreaker.bench;

import dev.spendbreaker.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench scale}: what a span costs with more scopes, and with more stream threads. */
@Command(
    name = "scale",
    description = {
      "Fills topics with spans of few and of many agents, each with 20 tasks, and lets Spendbreaker"
          + " read each of them, exactly-once, with ten policies; then one of them with other numbers"
          + " of stream threads. Broker and application each have a JVM.",
      "The table goes to the page."
    })
final class Scale implements Callable<Integer> {
  @Option(
      names = "--spans",
      defaultValue = "2000000",
      description = "Spans of each row. Default: ${DEFAULT-VALUE}.")
  private long spans;

  @Option(
      names = "--agents",
      split = ",",
      defaultValue = "5,1000,100000",
      description = "Agents of each row. Default: ${DEFAULT-VALUE}.")
  private List<Integer> agents = new ArrayList<>();

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2,4",
      description = "Stream threads of each further row. Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = new ArrayList<>();

  @Mixin private Findings findings = new Findings();

  private final List<String> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (Scratch scratch = new Scratch();
        Broker broker = new Broker(scratch.directory())) {
      for (int count : agents) {
        Arena arena = arena(broker, "agents-" + count, scratch);
        Filler filled = Filler.fill(arena, spans, List.of(0), count);
        String title = "%,d agents at most, %,d tasks that spend".formatted(count, filled.tasks());
        run(title, arena, new Race(arena, filled), List.of());
      }
      Arena arena = arena(broker, "threads", scratch);
      Race race = new Race(arena, Filler.fill(arena, spans, List.of(0), Filler.AGENTS));
      for (int count : threads) {
        String title = count + (count == 1 ? " stream thread" : " stream threads");
        run(title, arena, race, List.of("--stream-threads=" + count));
      }
    }
    findings.write("scale", table());
    return 0;
  }

  private static Arena arena(Broker broker, String input, Scratch scratch) throws Exception {
    broker.createTopic(input, Arena.PARTITIONS);
    return new Arena(broker, input, scratch.directory());
  }

  private void run(String title, Arena arena, Race race, List<String> flags) throws Exception {
    String run = "scale-" + rows.size();
    List<String> footprint = new ArrayList<>();
    Pace pace =
        race.run(
            run,
            () -> Contender.spendbreaker("exactly_once_v2", run, arena, flags),
            process -> footprint.add(footprint(process, arena.directory().resolve(run))));
    rows.add(
        "| %s | %,.0f | %.2f | %.2f | %s |"
            .formatted(
                title,
                pace.spansPerSecond(),
                pace.contenderMicros(),
                pace.brokerMicros(),
                footprint.get(0)));
    findings.say(rows.get(rows.size() - 1));
  }

  private static String footprint(ChildProcess process, Path state) throws IOException {
    return "%,d | %,d".formatted(process.residentBytes() >> 20, bytesBelow(state) >> 20);
  }

  /** Of all files; RocksDB deletes some meanwhile. */
  private static long bytesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    }
  }

  private String table() {
    return "%,d spans a row.%n%n".formatted(spans)
        + "| what | spans/s | its CPU, µs/span | the broker's | resident, MiB | on disk, MiB |\n"
        + "| --- | --: | --: | --: | --: | --: |\n"
        + String.join("\n", rows)
        + "\n";
  }
}
