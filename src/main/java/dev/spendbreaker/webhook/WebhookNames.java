package dev.spendbreaker.webhook;

/**
 * Every name of a node and a store of the webhooks' application. Renaming a store or the
 * repartition step makes a running application lose what it holds under the old name.
 */
public final class WebhookNames {
  /** Source: the decisions topic. */
  static final String DECISIONS = "decisions";

  /** Decision records to events. */
  static final String READ_DECISIONS = "read-decisions";

  /** Source: the policies topic. */
  static final String POLICIES = "policies";

  /** Policy records to events. */
  static final String READ_POLICIES = "read-policies";

  /** Source: the acks topic. */
  static final String ACKS = "acks";

  /** Records of acknowledgements to events. */
  static final String READ_ACKS = "read-acks";

  /** Sink: acknowledgements that cannot be used. */
  static final String REJECTED_ACKS = "rejected-acks";

  /** Decisions and policies. */
  static final String DOCUMENTS = "documents";

  /** Decisions, policies and acknowledgements, on their way to delivery. */
  static final String EVENTS = "events";

  /**
   * Repartition: decisions, acknowledgements and requests by scope key; policies to every
   * partition.
   */
  static final String BY_SCOPE = "by-scope";

  /** Events to themselves, and to kills that nobody acknowledges in time. */
  static final String WATCH_KILLS = "watch-kills";

  /** Sink: the kills topic. */
  static final String KILLS = "kills";

  /** Source: the kills topic, for the store of all instances. */
  static final String KILL_STATUS_SOURCE = "kill-status-source";

  /** Global store: decision id to where the kill stands, of all partitions in every instance. */
  public static final String KILL_STATUS_STORE = "kill-status";

  /** Store: scope key and decision id to the kill. */
  static final String KILL_STORE = "kills-by-scope";

  /** Events to attempts, and what came of those. */
  static final String DELIVER = "deliver";

  /** Sink: the deliveries topic. */
  static final String DELIVERIES = "deliveries";

  /** Source: the deliveries topic, for the store of all instances. */
  static final String STATUS_SOURCE = "delivery-status-source";

  /** Global store: delivery id to where it stands, of all partitions in every instance. */
  public static final String STATUS_STORE = "delivery-status";

  /** Store: scope, target and decision to the delivery. */
  static final String DELIVERY_STORE = "deliveries-by-scope";

  /** Store: scope key to whose policies' webhooks have been told that it is stopped. */
  static final String SCOPE_STORE = "told-scopes";

  /** Store: policy id to the policy; the same in every partition. */
  static final String POLICY_STORE = "webhook-policies";

  /** Store: target to the revision of its webhook that wants no more deliveries. */
  static final String GONE_STORE = "gone-endpoints";

  private WebhookNames() {}

  /** The id of the webhooks' application beside one that decides. */
  public static String applicationId(String applicationId) {
    return applicationId + "-webhooks";
  }

  /** The topic of events of the application with an id. */
  public static String eventsTopic(String applicationId) {
    return applicationId(applicationId) + "-" + BY_SCOPE + "-repartition";
  }
}
