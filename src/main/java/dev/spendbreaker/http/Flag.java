package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.gate.Check;
import dev.spendbreaker.gate.Verdict;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The flags of OpenFeature that there are, each evaluated from a check. */
enum Flag {
  ALLOWED("spendbreaker.allowed") {
    @Override
    void putValue(Check check, ObjectNode flag) {
      flag.put("value", check.isAllowed());
    }
  },
  ACTION("spendbreaker.action") {
    @Override
    void putValue(Check check, ObjectNode flag) {
      flag.put("value", check.action().text());
    }
  };

  private final String key;

  Flag(String key) {
    this.key = key;
  }

  static @Nullable Flag of(String key) {
    return Arrays.stream(values()).filter(f -> f.key.equals(key)).findFirst().orElse(null);
  }

  static String keys() {
    return Arrays.stream(values()).map(flag -> flag.key).collect(Collectors.joining(", "));
  }

  abstract void putValue(Check check, ObjectNode flag);

  ObjectNode evaluate(Check check) {
    ObjectNode flag = Json.MAPPER.createObjectNode().put("key", key);
    putValue(check, flag);
    Verdict verdict = check.verdict();
    flag.put("reason", verdict == null ? "DEFAULT" : "TARGETING_MATCH");
    flag.put("variant", check.action().text());
    if (verdict != null) {
      flag.set("metadata", metadata(verdict));
    }
    return flag;
  }

  private static ObjectNode metadata(Verdict verdict) {
    ObjectNode metadata =
        Json.MAPPER
            .createObjectNode()
            .put("reason", verdict.reason())
            .put("reasonCode", verdict.reasonCode())
            .put("scope", verdict.scope().key())
            .put("decisionId", verdict.decisionId().toString());
    if (verdict.policyId() != null) {
      metadata.put("policyId", verdict.policyId());
    }
    return metadata;
  }
}
