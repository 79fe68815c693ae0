package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.PolicyStatus;

/** The fields that say where a scope stands against a policy, in decisions and in statuses. */
final class StatusFields {
  private StatusFields() {}

  static void put(ObjectNode document, PolicyStatus status) {
    LimitUnit unit = status.unit();
    document.put("policyId", status.policyId());
    document.put("policyRevision", status.policyRevision());
    document.put("mode", status.mode().text());
    document.put("unit", unit.field());
    document.put("spent", Documents.amount(unit, status.spent()));
    document.put("limit", Documents.amount(unit, status.limit()));
    document.put("remaining", Documents.amount(unit, status.remaining()));
    if (status.utilization() != null) {
      document.put("utilization", Documents.plain(status.utilization()));
    }
    if (status.warnLevel() != null) {
      document.put("warnLevel", Documents.plain(status.warnLevel()));
    }
    putWindow(document, status);
    Documents.putInstant(document, "resetsAt", status.resetsAtMillis());
  }

  private static void putWindow(ObjectNode document, PolicyStatus status) {
    if (status.windowStartMillis() != null) {
      ObjectNode window = document.putObject("window");
      Documents.putInstant(window, "start", status.windowStartMillis());
      Documents.putInstant(window, "end", status.windowEndMillis());
    }
  }
}
