package dev.spendbreaker.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What several instances answered together, and whose part is missing. */
final class Gathered<A extends Slice> {
  private final List<A> answers = new ArrayList<>();
  private final List<MissingInstance> missing = new ArrayList<>();
  private final List<Integer> unassigned = new ArrayList<>();

  List<A> answers() {
    return answers;
  }

  List<MissingInstance> missing() {
    List<MissingInstance> all = new ArrayList<>(missing);
    if (!unassigned.isEmpty()) {
      all.add(new MissingInstance(null, unassigned, MissingInstance.UNASSIGNED));
    }
    return all;
  }

  List<Integer> missingPartitions() {
    return missing().stream().flatMap(one -> one.partitions().stream()).sorted().toList();
  }

  void addUnassigned(int partition) {
    unassigned.add(partition);
  }

  /** Adds the answer of one instance for some partitions, waiting for it. */
  void add(String address, List<Integer> partitions, CompletableFuture<A> answer) {
    try {
      A slice = Cluster.join(answer);
      answers.add(slice);
      if (!slice.unread().isEmpty()) {
        missing.add(new MissingInstance(address, slice.unread(), MissingInstance.NOT_READY));
      }
    } catch (NotReadyException e) {
      missing.add(new MissingInstance(address, partitions, MissingInstance.NOT_READY));
    } catch (InstanceException e) {
      missing.add(new MissingInstance(address, partitions, e.reason()));
    }
  }

  /** These answers and those that copies gave for what is missing here. */
  Gathered<A> with(Gathered<A> copies) {
    Set<Integer> still = new HashSet<>(copies.missingPartitions());
    Gathered<A> both = new Gathered<>();
    both.answers.addAll(answers);
    both.answers.addAll(copies.answers);
    unassigned.stream().filter(still::contains).forEach(both.unassigned::add);
    for (MissingInstance one : missing) {
      List<Integer> left = one.partitions().stream().filter(still::contains).toList();
      if (!left.isEmpty()) {
        both.missing.add(new MissingInstance(one.address(), left, one.reason()));
      }
    }
    return both;
  }
}
