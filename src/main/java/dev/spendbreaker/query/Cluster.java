package dev.spendbreaker.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Puts questions to the instances that can answer them, this one among them. None is asked twice
 * for one answer, so one that is down costs one timeout.
 */
final class Cluster {
  private final Instances instances;
  private final LocalState local;
  private final OtherInstances others;

  Cluster(Instances instances, LocalState local, OtherInstances others) {
    this.instances = instances;
    this.local = local;
    this.others = others;
  }

  /**
   * Asks the instance that keeps a partition, and where it gives no answer and a stale one will do,
   * those that have copies.
   *
   * @throws NotReadyException where none answers
   */
  <A> A askKeeper(
      Predicate<String> topic, int partition, Freshness freshness, Question<A> question) {
    List<HostInfo> asked = new ArrayList<>();
    HostInfo keeper = instances.keepers(topic).get(partition);
    if (keeper != null) {
      asked.add(keeper);
    }
    if (freshness == Freshness.STALE_ALLOWED) {
      asked.addAll(instances.standbys(topic).getOrDefault(partition, List.of()));
    }
    return askFirst(
        asked, question, "no instance keeps partition " + partition + " now; try again");
  }

  /**
   * Asks any instance that keeps a partition of a topic, this one first: all of them know.
   *
   * @throws NotReadyException where none answers
   */
  <A> A askAny(Predicate<String> topic, Question<A> question) {
    Set<HostInfo> keepers = new LinkedHashSet<>();
    Collection<HostInfo> all = instances.keepers(topic).values();
    all.stream().filter(instances::isHere).forEach(keepers::add);
    keepers.addAll(all);
    return askFirst(keepers, question, "no instance keeps a partition now; try again");
  }

  private <A> A askFirst(Collection<HostInfo> asked, Question<A> question, String nobody) {
    NotReadyException first = null;
    for (HostInfo instance : asked) {
      try {
        return join(ask(instance, question));
      } catch (NotReadyException e) {
        first = first == null ? e : first;
      } catch (InstanceException e) {
        first = first == null ? NotReadyException.of(e) : first;
      }
    }
    throw first == null ? new NotReadyException(nobody) : first;
  }

  /**
   * Asks all instances for the partitions each of them keeps, at the same time, and where a stale
   * answer will do those with copies for what is missing.
   *
   * @param partitions those asked about
   * @param question for some of the partitions
   * @throws NotReadyException where no partition was answered for
   */
  <A extends Slice> Gathered<A> gather(
      Predicate<String> topic,
      List<Integer> partitions,
      Freshness freshness,
      Function<List<Integer>, Question<A>> question) {
    Gathered<A> gathered = askAll(partitions, instances.keepers(topic), question);
    if (freshness == Freshness.STALE_ALLOWED && !gathered.missing().isEmpty()) {
      List<Integer> missing = gathered.missingPartitions();
      gathered = gathered.with(askAll(missing, firsts(instances.standbys(topic)), question));
    }
    if (gathered.missingPartitions().size() == partitions.size()) {
      throw NotReadyException.of(gathered.missing());
    }
    return gathered;
  }

  private static Map<Integer, HostInfo> firsts(Map<Integer, List<HostInfo>> instances) {
    return instances.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get(0)));
  }

  private <A extends Slice> Gathered<A> askAll(
      List<Integer> partitions,
      Map<Integer, HostInfo> keepers,
      Function<List<Integer>, Question<A>> question) {
    Gathered<A> gathered = new Gathered<>();
    Map<HostInfo, List<Integer>> byInstance = byInstance(partitions, keepers, gathered);
    Map<HostInfo, CompletableFuture<A>> asked = new LinkedHashMap<>();
    byInstance.forEach((instance, own) -> asked.put(instance, ask(instance, question.apply(own))));
    asked.forEach(
        (instance, answer) ->
            gathered.add(address(instance), byInstance.getOrDefault(instance, List.of()), answer));
    return gathered;
  }

  /** This instance last, since it answers while it is asked. */
  private <A extends Slice> Map<HostInfo, List<Integer>> byInstance(
      List<Integer> partitions, Map<Integer, HostInfo> keepers, Gathered<A> gathered) {
    Map<HostInfo, List<Integer>> others = new LinkedHashMap<>();
    Map<HostInfo, List<Integer>> here = new LinkedHashMap<>();
    for (int partition : partitions) {
      HostInfo keeper = keepers.get(partition);
      if (keeper == null) {
        gathered.addUnassigned(partition);
      } else {
        (instances.isHere(keeper) ? here : others)
            .computeIfAbsent(keeper, none -> new ArrayList<>())
            .add(partition);
      }
    }
    others.putAll(here);
    return others;
  }

  /** All partitions of a topic that has so many. */
  static List<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().toList();
  }

  /** The answer of one instance; where that is this one, when this returns. */
  <A> CompletableFuture<A> ask(HostInfo instance, Question<A> question) {
    if (!instances.isHere(instance)) {
      return others.ask(instance, question);
    }
    try {
      return CompletableFuture.completedFuture(question.answer(local));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The answer, or the failure that it ended with. */
  static <A> A join(CompletableFuture<A> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    }
  }

  static String address(HostInfo instance) {
    return instance.host() + ":" + instance.port();
  }
}
