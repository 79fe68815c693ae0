package dev.spendbreaker.bench;

import dev.spendbreaker.testing.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * Runs a contender over the whole input, and takes its pace from a fifth of it on, when classes are
 * loaded and the hot code is compiled, to the end: all of its internal topics are read, too.
 */
final class Race {
  private static final double START = 0.2;
  private static final long LOOK_MILLIS = 50;
  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  private final Arena arena;
  private final Filler filled;

  Race(Arena arena, Filler filled) {
    this.arena = arena;
    this.filled = filled;
  }

  /**
   * One run.
   *
   * @param run a name that was not used before
   */
  Pace run(Contender contender, String run) throws Exception {
    return run(run, () -> contender.start(run, arena), process -> {});
  }

  /**
   * One run.
   *
   * @param run a name that was not used before
   * @param start starts what reads
   * @param atEnd looks at it when it has read all
   */
  Pace run(String run, Start start, AtEnd atEnd) throws Exception {
    Admin admin = arena.broker().admin();
    Progress progress = new Progress(admin, run, arena.input(), filled.records());
    try (ChildProcess process = start.start()) {
      await(() -> progress.ofInput() >= START, process);
      double from = progress.ofInput();
      Moment begin = Moment.now(process, arena.broker());
      await(progress::isComplete, process);
      Pace pace = Moment.now(process, arena.broker()).since(begin, (1 - from) * filled.spans());
      atEnd.look(process);
      return pace;
    } finally {
      deleteTopics(admin, run);
    }
  }

  /** Starts a contender. */
  @FunctionalInterface
  interface Start {
    ChildProcess start() throws Exception;
  }

  /** Looks at a contender that has read all. */
  @FunctionalInterface
  interface AtEnd {
    void look(ChildProcess process) throws IOException;
  }

  /** A condition that Kafka knows of. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws ExecutionException, InterruptedException;
  }

  private static void await(Condition condition, ChildProcess process) throws Exception {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the contender has ended, or takes more than " + TIMEOUT + ":\n" + process.output());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** So that they take no space, and no time of the broker, in the next run. */
  private static void deleteTopics(Admin admin, String run) throws Exception {
    Set<String> own =
        admin.listTopics().names().get().stream()
            .filter(topic -> topic.startsWith(run + "-"))
            .collect(Collectors.toSet());
    admin.deleteTopics(List.copyOf(own)).all().get();
  }

  /** What the clocks say. */
  private record Moment(long nanos, Duration contender, Duration broker) {
    static Moment now(ChildProcess process, Broker broker) {
      return new Moment(System.nanoTime(), process.cpuTime(), broker.cpuTime());
    }

    Pace since(Moment start, double spans) {
      return new Pace(
          spans / ((nanos - start.nanos) / 1e9),
          contender.minus(start.contender).toNanos() / 1e3 / spans,
          broker.minus(start.broker).toNanos() / 1e3 / spans);
    }
  }
}
