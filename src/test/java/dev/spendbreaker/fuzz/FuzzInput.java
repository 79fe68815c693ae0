package dev.spendbreaker.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.otlp.RandomMessages;
import dev.spendbreaker.testing.Spans;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Records that a seed decides: mutated spans as protobuf and as JSON, mutated policies, and good
 * calls of agents that no mutated record can name. Knows what those have spent.
 */
final class FuzzInput {
  private static final int GOOD_AGENTS = 20;

  private static final String POLICY =
      """
      {"version": 1, "scope": {"agent": "bad-%d", "task": "*"}, "limit": {"usd": %d.50},
       "window": {"rolling": "PT%dH"}, "warnAt": [0.5, 0.9], "onBreach": "%s", "latch": false,
       "grants": [{"id": "g1", "amount": 10, "expiresAt": "2026-12-01T00:00:00Z"}],
       "description": "what a policy can hold"}""";

  private final Random random;
  private final Map<String, BigDecimal> spent = new TreeMap<>();
  private long number;

  FuzzInput(long seed) {
    random = new Random(seed);
  }

  /** What a record is. */
  enum Kind {
    SPANS,
    POLICY,
    GOOD
  }

  /** Of the next record; one in ten is good, one in ten a policy. */
  Kind nextKind() {
    number++;
    int choice = random.nextInt(10);
    return choice == 0 ? Kind.GOOD : choice == 1 ? Kind.POLICY : Kind.SPANS;
  }

  long number() {
    return number;
  }

  byte[] spans() {
    byte[] whole =
        random.nextBoolean() ? RandomMessages.protobuf(random) : RandomMessages.json(random);
    return RandomMessages.mutated(whole, random);
  }

  byte[] policy() {
    String document =
        POLICY.formatted(
            random.nextInt(50),
            random.nextInt(1000),
            1 + random.nextInt(48),
            random.nextBoolean() ? "block" : "kill");
    return RandomMessages.mutated(document.getBytes(UTF_8), random);
  }

  String policyId() {
    return "fuzz-" + number;
  }

  byte[] good(long nowMillis) {
    String agent = "good-" + random.nextInt(GOOD_AGENTS);
    BigDecimal usd = BigDecimal.valueOf(1 + random.nextInt(999), 6);
    spent.merge("agent/" + agent, usd, BigDecimal::add);
    return Spans.trace(number, nowMillis).call(1, agent, "t", usd.doubleValue()).toBytes();
  }

  /** What each good agent has spent so far, in USD, by its scope's key. */
  Map<String, BigDecimal> spent() {
    return new TreeMap<>(spent);
  }
}
