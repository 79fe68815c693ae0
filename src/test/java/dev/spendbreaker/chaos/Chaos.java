package dev.spendbreaker.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.spendbreaker.chaos.ChaosRun.Plan;
import dev.spendbreaker.testing.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./spendbreaker chaos}: the long form. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs three brokers and three applications, sends spans, kills, cuts off and halts what runs,"
          + " and compares every figure with an exact model. Takes many minutes.",
      "Ends with 0 where all is exact, with 1 where it is not; then the data and logs are kept."
    })
final class Chaos implements Callable<Integer> {
  @Option(
      names = "--spans",
      defaultValue = "500000",
      description = "Different spans. Default: ${DEFAULT-VALUE}.")
  private long spans;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Spans a second while faults strike. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--applications",
      defaultValue = "3",
      description = "Instances of the application. Default: ${DEFAULT-VALUE}.")
  private int applications;

  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "How often an application is killed. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--hold",
      defaultValue = "60",
      description =
          "Seconds that an application stays cut off or halted after it was expelled. Default:"
              + " ${DEFAULT-VALUE}.")
  private int holdSeconds;

  @Option(
      names = "--seed",
      description = "Of the spans, and of when and whom faults strike. Default: the time.")
  private long seed = System.currentTimeMillis();

  @Option(
      names = "--faults",
      split = ",",
      description = "Only these, in this order: ${COMPLETION-CANDIDATES}.")
  private List<Fault> only = List.of();

  @Option(names = "--keep", description = "Keeps data and logs where all is exact, too.")
  private boolean keep;

  private Chaos() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Chaos()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    // Kafka's clients tell of each fault, as they should.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    say("seed " + seed);
    Path directory = Files.createTempDirectory("spendbreaker-chaos");
    try {
      Plan plan =
          new Plan(seed, spans, rate, applications, faults(), Duration.ofSeconds(holdSeconds));
      new ChaosRun(plan, Chaos::say).run(directory);
    } catch (AssertionError e) {
      say("NOT EXACT, with seed " + seed + ": " + e.getMessage());
      say("data and logs are in " + directory);
      return 1;
    }
    if (keep) {
      say("data and logs are in " + directory);
    } else {
      FileTree.delete(directory);
    }
    return 0;
  }

  private List<Fault> faults() {
    if (!only.isEmpty()) {
      return only;
    }
    List<Fault> faults = new ArrayList<>(Collections.nCopies(kills, Fault.KILL_APPLICATION));
    faults.addAll(
        List.of(
            Fault.KILL_BROKERS, Fault.KILL_ALL_APPLICATIONS, Fault.STORM, Fault.CUT, Fault.HALT));
    Collections.shuffle(faults, new Random(seed));
    return faults;
  }

  private static void say(String what) {
    System.out.println(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
  }
}
