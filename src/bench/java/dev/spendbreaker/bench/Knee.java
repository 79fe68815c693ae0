package dev.spendbreaker.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench knee}: the load from which on decisions come late. */
@Command(
    name = "knee",
    description = {
      "Measures trips from a span that crosses a limit to the decision, exactly-once, under more and"
          + " more load, until one in a hundred takes longer than 250 ms. Broker and application"
          + " each have a JVM.",
      "The table goes to the page, and to a plot beside it."
    })
final class Knee implements Callable<Integer> {
  private static final int PARTITIONS = 4;
  private static final double LATE_MILLIS = 250;
  private static final String POLICY =
      "{\"version\": 1, \"scope\": {\"agent\": \"*\"}, \"limit\": {\"usd\": 1000}}";

  @Option(names = "--trips", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
  private int trips;

  @Option(
      names = "--warm-up",
      defaultValue = "50",
      description = "Trips before each row that do not count. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--step",
      defaultValue = "10000",
      description = "Spans a second by which the load grows. Default: ${DEFAULT-VALUE}.")
  private int step;

  @Option(
      names = "--most",
      defaultValue = "100000",
      description = "The largest load, where no trip is late before. Default: ${DEFAULT-VALUE}.")
  private int most;

  @Mixin private Findings findings = new Findings();

  private final List<String> rows = new ArrayList<>();
  private final Map<String, Map<Double, Double>> lines = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    try (Scratch scratch = new Scratch();
        Broker broker = new Broker(scratch.directory())) {
      broker.createTopic("spans", PARTITIONS);
      try (Spendbreaker application =
          new Spendbreaker(
              "knee", "exactly_once_v2", "spans", broker.servers(), scratch.directory())) {
        application.awaitReady();
        application.putPolicy("each-agent", POLICY.getBytes(UTF_8));
        climb(application, broker);
      }
    }
    write();
    return 0;
  }

  private void climb(Spendbreaker application, Broker broker) throws Exception {
    try (TripRunner runner = new TripRunner(application, broker.servers(), "spans")) {
      runner.run(2 * warmUp);
      for (int load = 0; load <= most; load += step) {
        if (!isInTime(load, runner, broker)) {
          return;
        }
      }
    }
  }

  private boolean isInTime(int load, TripRunner runner, Broker broker) throws Exception {
    try (Load background = Load.start(broker.servers(), "spans", load)) {
      runner.run(warmUp);
      TripTimes times = runner.run(trips);
      double median = times.toDecision().getValueAtPercentile(50) / 1e3;
      double late = times.toDecision().getValueAtPercentile(99) / 1e3;
      note(load, "| %,d | %.1f | %.1f |".formatted(load, median, late));
      line("p50").put((double) load, median);
      line("p99").put((double) load, late);
      return late <= LATE_MILLIS;
    } catch (TimeoutException e) {
      note(load, "| %,d | does not keep up | |".formatted(load));
      return false;
    }
  }

  private Map<Double, Double> line(String name) {
    return lines.computeIfAbsent(name, none -> new TreeMap<>());
  }

  private void note(int load, String row) {
    rows.add(row);
    findings.say("at " + load + ": " + row);
  }

  private void write() throws Exception {
    Path plot = findings.page().resolveSibling("knee.svg");
    Files.writeString(plot, Lines.svg("From span to decision, ms, by other spans a second", lines));
    findings.write(
        "knee",
        trips
            + " trips a row, exactly-once, default settings; milliseconds. The last row is the first"
            + " whose p99 is above 250 ms, or the largest load that was tried.\n\n"
            + "| other spans/s | decision p50 | p99 |\n| --: | --: | --: |\n"
            + String.join("\n", rows)
            + "\n\n![From span to decision](knee.svg)\n");
  }
}
