package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.explain.Dollars;
import dev.spendbreaker.replay.Preview;
import dev.spendbreaker.replay.Preview.Difference;
import dev.spendbreaker.replay.Preview.Strictest;
import dev.spendbreaker.usage.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Previews as JSON. */
final class PreviewDocuments {
  /** More are only counted: a document of all scopes may be larger than anybody reads. */
  private static final int MAX_SCOPES = 500;

  private PreviewDocuments() {}

  static ObjectNode of(Preview preview) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.put("from", instant(preview.fromMillis())).put("to", instant(preview.toMillis()));
    document.put("complete", preview.complete()).put("compared", preview.compared());
    if (preview.missingBeforeMillis() != null) {
      document.put("missingBefore", instant(preview.missingBeforeMillis()));
    }
    document.put("messages", preview.intake().messages()).put("spans", preview.intake().spans());
    put(preview.spent(), document.putObject("spent"));
    put(preview.refused(), document.putObject("refused"));
    ArrayNode scopes = document.putArray("scopes");
    preview.scopes().stream().limit(MAX_SCOPES).forEach(scope -> put(scope, scopes.addObject()));
    document.put("moreScopes", preview.scopes().size() - scopes.size());
    document.put("allowedScopes", preview.allowed());
    ArrayNode notes = document.putArray("notes");
    preview.notes().forEach(notes::add);
    return document;
  }

  private static void put(Difference difference, ObjectNode into) {
    into.put("key", difference.scope().key());
    ObjectNode scope = into.putObject("scope");
    difference.scope().values().forEach(scope::put);
    put("whatIf", difference.whatIf(), into);
    put("actual", difference.actual(), into);
  }

  private static void put(String field, @Nullable Strictest strictest, ObjectNode into) {
    if (strictest != null) {
      ObjectNode document = into.putObject(field);
      document.put("action", strictest.action().text()).put("at", instant(strictest.atMillis()));
      put(strictest.decision(), document);
    }
  }

  private static void put(@Nullable Decision decision, ObjectNode into) {
    if (decision != null) {
      into.put("reason", decision.reason());
      if (decision.policy() != null) {
        into.put("policyId", decision.policy().policyId());
        into.put("shadow", decision.policy().mode() == Policy.Mode.SHADOW);
      }
    }
  }

  private static void put(Usage usage, ObjectNode into) {
    into.put("usd", Dollars.of(usage.costNanos())).put("calls", usage.calls());
  }

  private static String instant(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
