package dev.spendbreaker.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.testing.ChildProcess;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What reads the spans, each in a JVM of its own with the same heap and collector. */
enum Contender {
  LIMIT("limit", "a bare consumer that reads the facts of each span and drops them") {
    @Override
    ChildProcess start(String run, Arena arena) throws Exception {
      return java(LimitMain.class, run, arena);
    }
  },

  OURS("ours", "Spendbreaker with ten policies, exactly-once, its default settings") {
    @Override
    ChildProcess start(String run, Arena arena) throws Exception {
      return spendbreaker("exactly_once_v2", run, arena, List.of());
    }
  },

  OURS_AT_LEAST_ONCE("ours-at-least-once", "the same, at-least-once") {
    @Override
    ChildProcess start(String run, Arena arena) throws Exception {
      return spendbreaker("at_least_once", run, arena, List.of());
    }
  },

  TEXTBOOK("textbook", "the Kafka Streams DSL, exactly-once: no trace, no repeats left out") {
    @Override
    ChildProcess start(String run, Arena arena) throws Exception {
      Map<String, byte[]> prices = new TreeMap<>();
      TraceBuilder.models().forEach(model -> prices.put(model, TextbookMain.price(2.5)));
      arena.createTable(run + "-prices", prices);
      arena.broker().createTopic(run + "-spend", Arena.PARTITIONS);
      return java(TextbookMain.class, run, arena);
    }
  },

  FLINK("flink", "the textbook's job on a Flink 2.2 MiniCluster, exactly-once, RocksDB") {
    @Override
    ChildProcess start(String run, Arena arena) throws Exception {
      arena.broker().createTopic(run + "-spend", Arena.PARTITIONS);
      return java(FlinkMain.class, run, arena);
    }
  };

  private static final int POLICIES = 10;

  private final String text;
  private final String description;

  Contender(String text, String description) {
    this.text = text;
    this.description = description;
  }

  /** Its name on the command line and in tables. */
  String text() {
    return text;
  }

  String description() {
    return description;
  }

  /**
   * Starts it from the beginning of the input.
   *
   * @param run names its consumer group, and begins the names of its topics
   */
  abstract ChildProcess start(String run, Arena arena) throws Exception;

  private static ChildProcess java(Class<?> main, String run, Arena arena) throws Exception {
    return Jvm.start(
        arena.directory().resolve(run + ".log"),
        Arena.HEAP,
        main == FlinkMain.class ? Jvm.Libraries.FLINK : Jvm.Libraries.OURS,
        main,
        List.of(
            arena.broker().servers(),
            arena.input(),
            run,
            arena.directory().resolve(run).toString()));
  }

  /** Starts Spendbreaker with ten policies and more flags. */
  static ChildProcess spendbreaker(String guarantee, String run, Arena arena, List<String> flags)
      throws Exception {
    arena.createTable(run + "-policies", policies());
    return new Spendbreaker(
            run, guarantee, arena.input(), arena.broker().servers(), arena.directory(), flags)
        .process();
  }

  /** For every agent, every task, and eight agents by name; some are crossed. */
  private static Map<String, byte[]> policies() {
    Map<String, byte[]> policies = new TreeMap<>();
    policies.put("agents", policy("{\"agent\": \"*\"}", 20));
    policies.put("tasks", policy("{\"agent\": \"*\", \"task\": \"*\"}", 2));
    for (int agent = 0; agent < POLICIES - 2; agent++) {
      policies.put("agent-" + agent, policy("{\"agent\": \"agent-" + agent + "\"}", 100));
    }
    return Collections.unmodifiableMap(policies);
  }

  private static byte[] policy(String scope, int usd) {
    return """
    {"version": 1, "scope": %s, "limit": {"usd": %d}, "window": {"rolling": "PT1H"},
     "warnAt": [0.5, 0.9], "onBreach": "block"}\
    """
        .formatted(scope, usd)
        .getBytes(UTF_8);
  }
}
