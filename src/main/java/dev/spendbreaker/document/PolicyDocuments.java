package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Window;
import java.time.Duration;
import java.util.regex.Pattern;

/** Policies as JSON (DESIGN §4). */
public final class PolicyDocuments {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}");

  private PolicyDocuments() {}

  /**
   * Reads a policy. Nothing is guessed: unknown fields, values of the wrong type and duplicate keys
   * are refused.
   *
   * @param id the key of its record
   * @throws InvalidPolicyException with the path and what would be right
   */
  public static Policy parse(String id, byte[] json, long revision) throws InvalidPolicyException {
    if (!ID.matcher(id).matches()) {
      throw new InvalidPolicyException(
          "invalid_id",
          "$",
          "the policy's id "
              + Quoted.of(id)
              + " must be 1 to 200 letters, digits or ._:/- and begin with a letter or digit");
    }
    return new PolicyParser(id, revision).parse(new Field(tree(json), "$"));
  }

  private static JsonNode tree(byte[] json) throws InvalidPolicyException {
    try {
      JsonNode tree = Documents.read(json);
      if (tree == null) {
        throw new InvalidPolicyException("not_json", "$", "is empty, not a policy in JSON");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new InvalidPolicyException("not_json", "$", "is not JSON: " + syntaxError(e));
    }
  }

  /** What a parser says, with line and column, and without the source it quotes. */
  static String syntaxError(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String message = Quoted.of(e.getOriginalMessage()).replaceAll("^'|'$", "");
    return at == null
        ? message
        : "%s (line %d, column %d)".formatted(message, at.getLineNr(), at.getColumnNr());
  }

  /** Writes a policy so that {@link #parse} reads the same one. Defaults are written out. */
  public static byte[] write(Policy policy) {
    ObjectNode document = Documents.object();
    document.put("version", 1);
    ObjectNode scope = document.putObject("scope");
    policy.scope().values().forEach(scope::put);
    document
        .putObject("limit")
        .put(policy.unit().field(), Documents.amount(policy.unit(), policy.limit()));
    putWindow(document, policy.window());
    ArrayNode warnAt = document.putArray("warnAt");
    policy.warnAt().forEach(level -> warnAt.add(Documents.plain(level)));
    document.put("onBreach", policy.onBreach().text());
    document.put("latch", policy.latch());
    document.put("mode", policy.mode().text());
    document.put("onUnpriced", policy.onUnpriced().text());
    Documents.putInstant(document, "countFrom", policy.countFromMillis());
    Documents.putInstant(document, "expiresAt", policy.expiresAtMillis());
    putGrants(document, policy);
    Documents.putText(document, "description", policy.description());
    Documents.putText(document, "owner", policy.owner());
    return Documents.write(document);
  }

  private static void putWindow(ObjectNode document, Window window) {
    if (window instanceof Window.Rolling rolling) {
      document.putObject("window").put("rolling", Duration.ofMillis(rolling.millis()).toString());
    } else {
      document.put("window", "lifetime");
    }
  }

  private static void putGrants(ObjectNode document, Policy policy) {
    if (policy.grants().isEmpty()) {
      return;
    }
    ArrayNode grants = document.putArray("grants");
    for (Policy.Grant grant : policy.grants()) {
      ObjectNode written = grants.addObject();
      written.put("id", grant.id());
      written.put("amount", Documents.amount(policy.unit(), grant.amount()));
      Documents.putInstant(written, "expiresAt", grant.expiresAtMillis());
      Documents.putText(written, "reason", grant.reason());
    }
  }
}
