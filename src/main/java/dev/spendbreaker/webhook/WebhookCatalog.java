package dev.spendbreaker.webhook;

import dev.spendbreaker.topology.Catalog.Store;
import java.util.List;

/** What the documentation says of the webhooks' stores. */
public final class WebhookCatalog {
  private WebhookCatalog() {}

  /** All stores that have a changelog. */
  public static List<Store> stores() {
    return List.of(
        new Store(
            WebhookNames.DELIVERY_STORE,
            "scope key, target (a policy's id, or nothing for the settings), time, sequence",
            "the decision's document, and where its delivery stands",
            "about a kilobyte each; until `webhook.retention` after it is over"),
        new Store(
            WebhookNames.KILL_STORE,
            "scope key, decision id",
            "a kill's document, and who has acknowledged it",
            "about a kilobyte each; for `webhook.retention`"),
        new Store(
            WebhookNames.SCOPE_STORE,
            "scope key",
            "the policies whose webhooks have been told that the scope is warned or stopped",
            "scopes that are"),
        new Store(
            WebhookNames.POLICY_STORE,
            "policy id",
            "the policy, and its revision",
            "every policy, in every partition; deleted ones for `webhook.retention`"),
        new Store(
            WebhookNames.GONE_STORE,
            "target",
            "the revision of its webhook that has answered 410",
            "at most one for each policy"));
  }
}
