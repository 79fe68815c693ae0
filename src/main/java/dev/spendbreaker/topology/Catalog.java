package dev.spendbreaker.topology;

import java.util.List;

/** What the documentation says of the stores and the internal topics. */
public final class Catalog {
  private Catalog() {}

  /**
   * A state store.
   *
   * @param bound what keeps it from growing for ever
   */
  public record Store(String name, String key, String value, String bound) {
    /** Its topic, without the application's prefix. */
    public String changelog() {
      return name + "-changelog";
    }
  }

  /**
   * An internal topic between two sub-topologies.
   *
   * @param name without the application's prefix
   */
  public record Repartition(String name, String key, String value, String partitioning) {}

  /** All stores. Each is RocksDB with a changelog. */
  public static List<Store> stores() {
    return List.of(
        new Store(
            Names.TRACE_STORE,
            "trace id, 16 bytes",
            "when a span of it arrived last, how many shapes it has fed; its spans and what was"
                + " charged for each",
            "until `trace.retention` after the trace's last span; `trace.max.spans` spans a trace"),
        new Store(
            Names.TRACE_TIMER_STORE,
            "instant, trace id",
            "nothing",
            "one entry for each trace that is remembered"),
        new Store(
            Names.SHAPE_STORE,
            "dimensions, joined by commas",
            "its number, and whether the traces that were known when it came have fed it",
            "one entry for each combination of dimensions that a policy has named"),
        new Store(
            Names.PRICE_STORE,
            "provider/model, UTF-8",
            "the price set for it",
            "every price set, in every partition"),
        new Store(
            Names.UNPRICED_STORE,
            "provider, model",
            "how many calls of it had no price, when the first and the last ended",
            "1,000 names of up to 256 characters in each partition, and one entry for the others"),
        new Store(
            Names.SCOPE_STORE,
            "scope key, UTF-8",
            "lifetime totals, the open bucket of each level, the last decision, the scope's timer",
            "a few hundred bytes a scope; until `task.retention` or `scope.retention` after its last"
                + " charge"),
        new Store(
            Names.SPEND_STORE,
            "scope key, level, start of the chunk",
            "what was spent in each bucket of the chunk",
            "300 buckets of 1 s, 240 of 5 s, 180 of 20 s, 300 of 1 min, 180 of 5 min, 240 of 15 min,"
                + " 768 of 1 h, 120 of 12 h, 400 of 1 day for each scope; gone with the scope"),
        new Store(
            Names.POLICY_STORE,
            "policy id, UTF-8",
            "the policy",
            "every policy, in every partition"),
        new Store(
            Names.SCOPE_TIMER_STORE,
            "instant, scope key",
            "nothing",
            "at most one entry for each scope whose action time alone may change"));
  }

  /** The repartition topics. */
  public static List<Repartition> repartitions() {
    return List.of(
        new Repartition(
            Names.topicOf(Names.BY_TRACE),
            "trace id, 16 bytes",
            "the facts of a trace's spans, one record for each (input record, trace); or the change of"
                + " a price or a policy",
            "spans by key; a price or a policy to every partition"),
        new Repartition(
            Names.topicOf(Names.BY_AGENT),
            "scope key of the agent, or of the scope where it has none; or policy id",
            "charges and the shapes they feed, one record for each (batch, key); or the change of a"
                + " policy",
            "charges by key; a policy from each partition of settlement to the one with its number"));
  }
}
