package dev.spendbreaker.fuzz;

import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.budget.Stamped;
import dev.spendbreaker.testing.Pipeline;
import dev.spendbreaker.topology.Names;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Records of one seed through the topology: each is taken, or is in the rejects unchanged with a
 * reason, and none of them harms what the good ones are charged.
 */
final class FuzzRun {
  private static final int NANOS_DECIMALS = 9;

  private final long seed;
  private final int records;

  FuzzRun(long seed, int records) {
    this.seed = seed;
    this.records = records;
  }

  /**
   * What came of it.
   *
   * @param good records that had no fault, each charged exactly
   * @param refused records in the rejects
   */
  record Outcome(int records, int good, int refused) {
    Outcome plus(Outcome other) {
      return new Outcome(records + other.records, good + other.good, refused + other.refused);
    }
  }

  /**
   * Runs it.
   *
   * @throws AssertionError with the seed, and what is wrong
   */
  Outcome run() {
    FuzzInput input = new FuzzInput(seed);
    int good = 0;
    int refused = 0;
    try (Pipeline pipeline = new Pipeline(Pipeline.withoutLogs())) {
      for (int i = 0; i < records; i++) {
        switch (input.nextKind()) {
          case SPANS -> refused += spans(input.spans(), pipeline);
          case POLICY -> refused += policy(input.policyId(), input.policy(), pipeline);
          case GOOD -> {
            good++;
            good(input.good(pipeline.nowMillis()), pipeline);
          }
        }
        pipeline.decisionRecords();
      }
      pipeline.advance(Duration.ofSeconds(1));
      check(
          input.spent().equals(spent(pipeline)),
          "the good agents have spent " + spent(pipeline) + ", not " + input.spent());
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ", record " + input.number() + ": " + e, e);
    }
    return new Outcome(records, good, refused);
  }

  private int spans(byte[] message, Pipeline pipeline) {
    pipeline.spans(message);
    return refusals(message, pipeline);
  }

  private void good(byte[] message, Pipeline pipeline) {
    pipeline.spans(message);
    check(refusals(message, pipeline) == 0, "a good message was refused");
  }

  /** It is in force, or refused; then it is deleted. */
  private int policy(String id, byte[] document, Pipeline pipeline) {
    pipeline.policyBytes(id, document);
    int refused = refusals(document, pipeline);
    boolean inForce = pipeline.<String, byte[]>store(Names.POLICY_STORE).get(id) != null;
    check(
        inForce == (refused == 0),
        "policy " + id + " in force: " + inForce + ", refused: " + refused);
    pipeline.policyBytes(id, null);
    check(pipeline.rejects().isEmpty(), "deleting a policy was refused");
    return refused;
  }

  /** One, or none; a refused record is kept as it was, and says why. */
  private int refusals(byte[] value, Pipeline pipeline) {
    List<TestRecord<byte[], byte[]>> rejects = pipeline.rejects();
    check(rejects.size() <= 1, rejects.size() + " rejects of one record");
    for (TestRecord<byte[], byte[]> reject : rejects) {
      check(Arrays.equals(reject.value(), value), "the reject is not the record");
      check(!Pipeline.reason(reject).isBlank(), "a reject without a reason");
    }
    return rejects.size();
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError("seed " + seed + ": " + otherwise);
    }
  }

  private static Map<String, BigDecimal> spent(Pipeline pipeline) {
    Map<String, BigDecimal> spent = new TreeMap<>();
    KeyValueStore<String, byte[]> scopes = pipeline.store(Names.SCOPE_STORE);
    try (KeyValueIterator<String, byte[]> all = scopes.range("agent/good-", "agent/good.")) {
      all.forEachRemaining(
          entry -> {
            if (!entry.key.contains("/task/")) {
              ScopeState state = ScopeState.decode(Stamped.decode(entry.value).state());
              spent.put(entry.key, usd(state.totals().costNanos()));
            }
          });
    }
    return spent;
  }

  /** With the six decimals that the input has. */
  private static BigDecimal usd(long nanos) {
    return BigDecimal.valueOf(nanos, NANOS_DECIMALS).setScale(6);
  }
}
