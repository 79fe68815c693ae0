package dev.spendbreaker.topology;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every name of a node and a store.
 *
 * <p>Names of stores and of repartition steps end up in the names of topics and in the state on
 * disk: renaming one makes a running application lose what it holds under the old name.
 */
public final class Names {
  /** Source: the spans topic. */
  static final String SPANS = "spans";

  /** Bytes to the facts of spans; stateless. */
  static final String READ_SPANS = "read-spans";

  /** Sink: spans that cannot be used. */
  static final String REJECTED_SPANS = "rejected-spans";

  /** Source: the prices topic. */
  static final String PRICES = "prices";

  /** Price documents to prices; stateless. */
  static final String READ_PRICES = "read-prices";

  /** Sink: prices that cannot be used. */
  static final String REJECTED_PRICES = "rejected-prices";

  /** Source: the policies topic. */
  static final String POLICIES = "policies";

  /** Policy documents to policies; stateless. */
  static final String READ_POLICIES = "read-policies";

  /** Sink: policies that cannot be used. */
  static final String REJECTED_POLICIES = "rejected-policies";

  /** Prices and policies, on their way to settlement. */
  static final String CHANGES = "changes";

  /** Spans and changes, on their way to settlement. */
  static final String SETTLE_EVENTS = "settle-events";

  /**
   * Repartition: one record per (input record, trace), keyed by trace id; prices and policies to
   * every partition.
   */
  static final String BY_TRACE = "by-trace";

  /** The facts of a trace's spans to charges. */
  static final String SETTLE_TRACES = "settle-traces";

  /**
   * Repartition: charges keyed by the agent's scope, or by the scope itself where it has no agent;
   * policies from each partition of settlement to the partition with its number.
   */
  static final String BY_AGENT = "by-agent";

  /** Charges and policies to spend and decisions. */
  static final String KEEP_LEDGER = "keep-ledger";

  /** Sink: the decisions topic. */
  static final String DECISIONS = "decisions";

  /** Sink: decisions as OTLP log records. */
  static final String LOGS = "logs";

  /** Store: trace id to what is known of the trace. */
  public static final String TRACE_STORE = "traces";

  /** Store: when to forget which trace. */
  public static final String TRACE_TIMER_STORE = "trace-timers";

  /** Store: the dimensions of a scope that a policy has named, to their number. */
  public static final String SHAPE_STORE = "shapes";

  /** Store: provider and model to the price set for it; the same in every partition. */
  public static final String PRICE_STORE = "prices-in-force";

  /** Store: provider and model to the calls that had no price. */
  public static final String UNPRICED_STORE = "unpriced-models";

  /** Store: scope key to what the scope has spent and what was decided. */
  public static final String SCOPE_STORE = "scopes";

  /** Store: scope, resolution and time to what was spent then. */
  public static final String SPEND_STORE = "spend";

  /** Store: policy id to policy; the same in every partition. */
  public static final String POLICY_STORE = "policies-in-force";

  /** Store: when to look at which scope again. */
  public static final String SCOPE_TIMER_STORE = "scope-timers";

  /** Store: how many scopes are new, and which traces have charged an overflow; if limited. */
  public static final String NEW_SCOPE_STORE = "new-scopes";

  private Names() {}

  /** Whether this is the topic whose partitions the ledger's tasks keep. */
  public static boolean isLedgerTopic(String topic) {
    return topic.endsWith("-" + topicOf(BY_AGENT));
  }

  /** Whether this is the topic whose partitions the settling tasks keep. */
  public static boolean isSettleTopic(String topic) {
    return topic.endsWith("-" + topicOf(BY_TRACE));
  }

  /** The internal topics that policies and prices pass on their way to the ledgers, in order. */
  public static List<String> topicsOnTheWay(String applicationId) {
    return Stream.of(BY_TRACE, BY_AGENT).map(step -> applicationId + "-" + topicOf(step)).toList();
  }

  /** The name, without the application's prefix, of a repartition step's topic. */
  static String topicOf(String repartition) {
    return repartition + "-repartition";
  }
}
