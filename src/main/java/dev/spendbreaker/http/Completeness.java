package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.query.Freshness;
import dev.spendbreaker.query.MissingInstance;
import dev.spendbreaker.query.StalePartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How answers tell what they lack, and what in them is stale. */
final class Completeness {
  /** The parameter by which a caller says that a stale answer is better than none. */
  static final String STALE = "stale";

  private static final Map<String, Freshness> FRESHNESS =
      Map.of("allow", Freshness.STALE_ALLOWED, "refuse", Freshness.CURRENT);

  private Completeness() {}

  static Freshness freshness(Parameters parameters) {
    Freshness wanted = parameters.choice(STALE, FRESHNESS);
    return wanted == null ? Freshness.CURRENT : wanted;
  }

  /** The answer to a deletion: nothing, or what is missing. */
  static Answer deleted(List<MissingInstance> missing) {
    if (missing.isEmpty()) {
      return Answer.empty(204);
    }
    ObjectNode document = Json.MAPPER.createObjectNode();
    putMissing(missing, document);
    return Answer.json(200, document);
  }

  /** Adds what is missing, if anything: which partitions, and of which instances. */
  static void putMissing(List<MissingInstance> missing, ObjectNode document) {
    if (missing.isEmpty()) {
      return;
    }
    ArrayNode partitions = document.putArray("missingPartitions");
    missing.stream().flatMap(one -> one.partitions().stream()).sorted().forEach(partitions::add);
    ArrayNode instances = document.putArray("missingInstances");
    missing.forEach(one -> put(one, instances.addObject()));
  }

  /** A change that is written, and not in force here after all the time there is for that. */
  static Problem notYet(
      String code, String change, long revision, List<MissingInstance> missing, Duration waited) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    putMissing(missing, document);
    Problem problem =
        new Problem(
                504,
                code,
                "revision %d of %s is written, but after %d ms not every store here has taken it in"
                    .formatted(revision, change, waited.toMillis()),
                "it takes effect without another request: where an instance hangs, once others have"
                    + " taken over its work; see /v1/topology for who does what, /readyz for what"
                    + " holds the stores up")
            .with("revision", revision);
    for (Map.Entry<String, JsonNode> member : document.properties()) {
      problem = problem.with(member.getKey(), member.getValue());
    }
    return problem;
  }

  private static void put(MissingInstance missing, ObjectNode document) {
    if (missing.address() != null) {
      document.put("instance", missing.address());
    }
    document.put("reason", missing.reason());
    ArrayNode partitions = document.putArray("partitions");
    missing.partitions().forEach(partitions::add);
  }

  /**
   * Adds the partitions that copies answered for, if any, and how many changes those lag behind.
   */
  static void putStale(List<StalePartition> stale, ObjectNode document) {
    if (!stale.isEmpty()) {
      ArrayNode partitions = document.putArray("stalePartitions");
      stale.forEach(
          one -> partitions.addObject().put("partition", one.partition()).put("lag", one.lag()));
    }
  }
}
