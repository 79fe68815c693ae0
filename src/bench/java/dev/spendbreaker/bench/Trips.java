package dev.spendbreaker.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench trips}: how long it takes from a span that crosses the limit to what stops it. */
@Command(
    name = "trips",
    description = {
      "Measures from the produce of a span that crosses a limit to the decision, as a"
          + " read_committed consumer sees it, and to the first 403 of /v1/check, at rest and under"
          + " load, exactly-once and at-least-once. Broker and application each have a JVM.",
      "The table goes to the page, between the comments that name it."
    })
final class Trips implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final List<String> GUARANTEES = List.of("exactly_once_v2", "at_least_once");
  private static final String POLICY =
      "{\"version\": 1, \"scope\": {\"agent\": \"*\"}, \"limit\": {\"usd\": 1000}}";

  @Option(
      names = "--trips",
      defaultValue = "200",
      description = "Trips of each row. Default: ${DEFAULT-VALUE}.")
  private int trips;

  @Option(
      names = "--warm-up",
      defaultValue = "100",
      description = "Trips before each row that do not count. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--load",
      split = ",",
      defaultValue = "0,5000",
      description = "Spans a second that are sent besides. Default: ${DEFAULT-VALUE}.")
  private List<Integer> loads = new ArrayList<>();

  @Mixin private Findings findings = new Findings();

  private final List<String> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (Scratch scratch = new Scratch();
        Broker broker = new Broker(scratch.directory())) {
      for (String guarantee : GUARANTEES) {
        measure(guarantee, broker, scratch.directory());
      }
    }
    findings.write("trips", table());
    return 0;
  }

  private void measure(String guarantee, Broker broker, Path directory) throws Exception {
    String name = guarantee.replace('_', '-');
    String spansTopic = name + "-spans";
    broker.createTopic(spansTopic, PARTITIONS);
    try (Spendbreaker application =
        new Spendbreaker(name, guarantee, spansTopic, broker.servers(), directory)) {
      application.awaitReady();
      application.putPolicy("each-agent", POLICY.getBytes(UTF_8));
      try (TripRunner runner = new TripRunner(application, broker.servers(), spansTopic)) {
        for (int load : loads) {
          measure(guarantee, load, runner, broker, spansTopic);
        }
      }
    }
  }

  private void measure(
      String guarantee, int load, TripRunner runner, Broker broker, String spansTopic)
      throws Exception {
    try (Load background = Load.start(broker.servers(), spansTopic, load)) {
      runner.run(warmUp);
      long spans = background.sent();
      long start = System.nanoTime();
      TripTimes times = runner.run(trips);
      double seconds = (System.nanoTime() - start) / 1e9;
      long rate = Math.round((background.sent() - spans) / seconds);
      rows.add("| `%s` | %,d | %s |".formatted(guarantee, rate, times.cells()));
      findings.say(rows.get(rows.size() - 1));
    }
  }

  private String table() {
    return trips
        + " trips a row, after "
        + warmUp
        + " that do not count; milliseconds.\n\n"
        + "| guarantee | other spans/s | decision p50 | p99 | largest | 403 p50 | p99 | largest |\n"
        + "| --- | --: | --: | --: | --: | --: | --: | --: |\n"
        + String.join("\n", rows)
        + "\n";
  }
}
