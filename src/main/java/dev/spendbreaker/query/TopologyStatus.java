package dev.spendbreaker.query;

import java.util.List;

/**
 * What this instance is doing, and which instances there are.
 *
 * @param state of the streams, as Kafka Streams calls it
 * @param subtopologies in the order the data flows
 * @param stores in the order of their names
 * @param instances those that say where they answer, by address
 */
public record TopologyStatus(
    String state, List<Subtopology> subtopologies, List<Store> stores, List<Instance> instances) {

  /**
   * The part of a sub-topology that runs here.
   *
   * @param records read since its tasks came here
   * @param lag records that wait in the topics it reads
   * @param tasks how many of its tasks are here
   * @param threads how many threads they share
   * @param restoring records of changelogs still to be read before its stores are whole
   */
  public record Subtopology(
      String name, long records, long lag, int tasks, int threads, long restoring) {}

  /**
   * The part of a store that is here.
   *
   * @param subtopology whose it is
   * @param keys about how many
   */
  public record Store(
      String name,
      String subtopology,
      int partitions,
      long keys,
      long diskBytes,
      long memoryBytes) {}

  /**
   * One instance.
   *
   * @param readsPolicies whether it is the one that reads the policies topic
   * @param settlePartitions which of settlement's partitions it keeps
   * @param ledgerPartitions which of the ledger's partitions it keeps
   */
  public record Instance(
      String address,
      boolean readsPolicies,
      List<Integer> settlePartitions,
      List<Integer> ledgerPartitions) {}
}
