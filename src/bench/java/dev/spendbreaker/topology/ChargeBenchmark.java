package dev.spendbreaker.topology;

import dev.spendbreaker.budget.Admission;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.ScopeRetention;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.topology.LedgerEvent.Charges;
import dev.spendbreaker.trace.Charge;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One charge of one agent: its state is read from the store, the charge is put into the ledger and
 * held against all policies, and the state is stored again. Each agent calls once a second, however
 * many there are; no limit is reached. Neither record cache nor changelog takes part.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 3, time = 3)
@Fork(value = 1, jvmArgs = "-Xmx6g")
public class ChargeBenchmark {
  private static final long START = 1_800_000_000_000L;
  private static final long CALL_EVERY_MILLIS = 1_000;
  private static final Tokens TOKENS = new Tokens(1_000, 200, 0, 0, 0, 0, Tokens.Audio.NONE);
  private static final TraceId TRACE = new TraceId(1, 2);
  private static final List<String> WINDOWS =
      List.of(
          "\"lifetime\"",
          "{\"rolling\": \"PT1M\"}",
          "{\"rolling\": \"PT1H\"}",
          "{\"rolling\": \"P1D\"}",
          "{\"rolling\": \"P30D\"}",
          "{\"calendar\": \"hour\"}",
          "{\"calendar\": \"day\", \"zone\": \"Europe/Paris\"}",
          "{\"calendar\": \"week\"}",
          "{\"calendar\": \"month\", \"zone\": \"America/New_York\"}",
          "{\"rolling\": \"PT5M\"}");

  /** Policies that govern each agent: of ten windows, or as many as there are. */
  @Param({"1", "10", "100"})
  public int policies;

  @Param({"1000", "1000000"})
  public int agents;

  @Param({"memory", "rocksdb"})
  public String store = "memory";

  private final PolicySet policySet = new PolicySet();
  private final MockProcessorContext<String, byte[]> context =
      new MockProcessorContext<>(new Properties(), new TaskId(0, 0), newDirectory());
  private List<String> names = List.of();
  private @Nullable Accounts accounts;
  private long calls;
  private long random = 88_172_645_463_325_252L;

  /** Charges every agent once. */
  @Setup
  public void setUp() {
    open(Names.SCOPE_STORE, Serdes.String());
    open(Names.SPEND_STORE, Serdes.Bytes());
    open(Names.SCOPE_TIMER_STORE, Serdes.Bytes());
    for (int i = 0; i < policies; i++) {
      policySet.put(PolicyDocuments.parse("p" + i, policy(i), 1, Dimensions.with(List.of())));
    }
    accounts =
        new Accounts(
            context,
            policySet,
            new DecisionRecords(context, "benchmark", false),
            new ScopeRetention(Duration.ofDays(30), Duration.ofDays(400)),
            Admission.ALL);
    context.setCurrentSystemTimeMs(START);
    names = IntStream.range(0, agents).mapToObj(i -> "agent-" + i).toList();
    for (String name : names) {
      charge(name);
      context.resetForwards();
    }
  }

  private static File newDirectory() {
    try {
      return Files.createTempDirectory("charge-benchmark").toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] policy(int i) {
    return """
        {"version": 1, "scope": {"agent": "*"}, "limit": {"%s": %d}, "window": %s}
        """
        .formatted(
            i % 20 < 10 ? LimitUnit.USD.field() : LimitUnit.TOKENS.field(),
            900_000_000L + i,
            WINDOWS.get(i % WINDOWS.size()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private <K> void open(String name, Serde<K> keys) {
    KeyValueBytesStoreSupplier supplier =
        store.equals("memory")
            ? org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name)
            : org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name);
    KeyValueStore<K, byte[]> opened =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                supplier, keys, Serdes.ByteArray())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    opened.init(context.getStateStoreContext(), opened);
  }

  @TearDown
  public void close() {
    List.of(Names.SCOPE_STORE, Names.SPEND_STORE, Names.SCOPE_TIMER_STORE)
        .forEach(name -> context.getStateStore(name).close());
  }

  /** One charge. */
  @Benchmark
  public void charge() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    charge(names.get((int) Long.remainderUnsigned(random, agents)));
  }

  private void charge(String agent) {
    long now = START + calls++ * CALL_EVERY_MILLIS / agents;
    Usage usage = Usage.priced(TOKENS, 4_200_000);
    Charge charge = new Charge(agent, "task", usage, now, calls, "gpt-4o-mini", Map.of());
    Wired.require(accounts).charge(new Charges(TRACE, List.of(Shape.AGENT), List.of(charge)), now);
  }
}
