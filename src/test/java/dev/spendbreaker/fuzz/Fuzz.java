package dev.spendbreaker.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.spendbreaker.fuzz.FuzzRun.Outcome;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./spendbreaker fuzz}: the long form. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sends mutated spans (protobuf and JSON) and policies through the topology, a good call among"
          + " every ten: each record is taken or is in the rejects, unchanged and with a reason, and"
          + " the good calls are charged exactly.",
      "Ends with 0 where that holds, with 1 and the seed where it does not."
    })
final class Fuzz implements Callable<Integer> {
  /** What the simulated topics hold stays in memory until a run is over. */
  private static final int RECORDS_A_RUN = 10_000;

  @Option(
      names = "--records",
      defaultValue = "1000000",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private long records;

  @Option(
      names = "--seed",
      description = "Of the first 10,000 records; the next have the next. Default: the time.")
  private long seed = System.currentTimeMillis();

  private Fuzz() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Fuzz()).execute(args));
  }

  @Override
  public Integer call() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    Outcome all = new Outcome(0, 0, 0);
    try {
      for (long next = seed; all.records() < records; next++) {
        int more = (int) Math.min(RECORDS_A_RUN, records - all.records());
        all = all.plus(new FuzzRun(next, more).run());
        say(all, next);
      }
    } catch (AssertionError e) {
      System.out.println("NOT AS IT MUST BE: " + e.getMessage());
      return 1;
    }
    return 0;
  }

  private static void say(Outcome all, long seed) {
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.printf(
        "%,d records: %,d good ones, charged exactly; %,d refused, each with its reason;"
            + " %d MB of heap in use after seed %d%n",
        all.records(), all.good(), all.refused(), used >> 20, seed);
  }
}
