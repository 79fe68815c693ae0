package dev.spendbreaker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.testing.Instances.Instance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who does what, as {@code /v1/topology} tells. A change of a policy passes from the instance that
 * reads the policies topic, by those that settle, to the ledgers of the same partitions.
 */
final class Division {
  private final Map<Instance, Part> parts = new HashMap<>();

  private record Part(boolean readsPolicies, Set<Integer> settles, Set<Integer> ledgers) {}

  private Division() {}

  /** As the first of all instances knows it. */
  static Division of(List<Instance> all) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + all.get(0).address() + "/v1/topology"))
            .build();
    String topology = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    Division division = new Division();
    for (JsonNode one : new ObjectMapper().readTree(topology).path("instances")) {
      all.stream()
          .filter(instance -> instance.address().equals(one.path("address").asText()))
          .forEach(instance -> division.parts.put(instance, part(one)));
    }
    assertThat(division.parts).containsOnlyKeys(all);
    return division;
  }

  private static Part part(JsonNode instance) {
    return new Part(
        instance.path("readsPolicies").booleanValue(),
        numbers(instance.path("settlePartitions")),
        numbers(instance.path("ledgerPartitions")));
  }

  private static Set<Integer> numbers(JsonNode numbers) {
    Set<Integer> found = new TreeSet<>();
    numbers.forEach(number -> found.add(number.intValue()));
    return found;
  }

  private Part of(Instance instance) {
    return Objects.requireNonNull(parts.get(instance));
  }

  Instance readerOfPolicies() {
    return parts.keySet().stream().filter(one -> of(one).readsPolicies).findFirst().orElseThrow();
  }

  /** Another one, while which hangs a change reaches as many of the rest as it can. */
  Instance notReaderOfPolicies() {
    return parts.keySet().stream()
        .filter(one -> !of(one).readsPolicies)
        .max(
            Comparator.comparingLong(
                one -> without(one).stream().filter(other -> reaches(other, one)).count()))
        .orElseThrow();
  }

  List<Instance> without(Instance instance) {
    return parts.keySet().stream().filter(other -> !other.equals(instance)).toList();
  }

  /** Whether a change reaches all ledgers of an instance while another one hangs. */
  boolean reaches(Instance instance, Instance hanging) {
    return !of(hanging).readsPolicies
        && Collections.disjoint(of(hanging).settles, of(instance).ledgers);
  }

  /** Whom a change has not reached while one hangs, and why, by what an instance can know. */
  Map<String, String> missing(Instance asked, Instance hanging) {
    Map<String, String> missing = new TreeMap<>();
    for (Instance other : without(asked)) {
      if (!other.equals(hanging) && !reaches(other, hanging)) {
        missing.put(other.address(), "not_in_force_yet");
      }
    }
    if (!of(hanging).ledgers.isEmpty()) {
      missing.put(hanging.address(), "timeout");
    }
    return missing;
  }
}
