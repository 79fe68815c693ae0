package dev.spendbreaker.bench;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.gate.Check;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.testing.DecisionBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One check of a call with agent, task and team, where scopes of three shapes are refused. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class GateBenchmark {
  private static final Map<String, String> CLEAR =
      Map.of("agent", "research-agent", "task", "run-of-today", "team", "blue");
  private static final Map<String, String> REFUSED =
      Map.of("agent", "agent-1", "task", "task-1", "team", "team-1");

  /** Refused scopes of each shape. */
  @Param({"10", "100000"})
  public int scopes;

  private final Gate gate = new Gate(false, Duration.ofDays(1));

  /** Fills the gate. */
  @Setup
  public void setUp() {
    for (int i = 0; i < scopes; i++) {
      refuse(Scope.agent("agent-" + i));
      refuse(Scope.task("agent-" + i, "task-" + i));
      refuse(Scope.of(Map.of("team", "team-" + i)));
    }
    gate.current(System.nanoTime());
  }

  private void refuse(Scope scope) {
    gate.decided(DecisionBuilder.decision(scope, Action.BLOCK).record());
  }

  /** Nothing is decided against it. */
  @Benchmark
  public Check clear() {
    return gate.check(CLEAR);
  }

  /** Its agent, its task and its team are refused. */
  @Benchmark
  public Check refused() {
    return gate.check(REFUSED);
  }
}
