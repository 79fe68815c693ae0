package dev.spendbreaker.query;

import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.pricing.PriceBook;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * All that may be asked of one instance.
 *
 * @param spend answers of ledgers, whichever instance keeps them
 * @param prices answers of prices, likewise
 * @param rollout tells when a change is in force on all instances
 * @param answers what this instance answers to others
 */
public record Queries(
    SpendQueries spend, PriceQueries prices, Rollout rollout, InstanceAnswers answers) {

  /**
   * Of an instance that shares its work with others.
   *
   * @param address of this instance, as it was told to Kafka Streams
   * @param partitions of settlement and of the ledger
   * @param bundled the prices that hold where none is set
   * @param timeout of one question to another instance
   * @param tls whom to believe, of other instances; null where instances do not speak TLS
   */
  public static Queries of(
      KafkaStreams streams,
      HostInfo address,
      int partitions,
      PriceBook bundled,
      InstanceAuth auth,
      Duration timeout,
      @Nullable SSLContext tls,
      Clock clock) {
    LocalQueries spend = new LocalQueries(streams, partitions, clock);
    LocalState local = new LocalState(spend, new LocalSettlement(streams, partitions));
    Instances instances = new Instances(streams, address);
    Cluster cluster = new Cluster(instances, local, new OtherInstances(auth, timeout, tls));
    return new Queries(
        new ClusterQueries(partitions, cluster),
        new ClusterPriceQueries(bundled, partitions, cluster),
        new ClusterRollout(instances, cluster, partitions),
        question -> answer(question, local));
  }

  private static byte[] answer(byte[] question, LocalState local) {
    try {
      return Questions.answer(Questions.decode(question), local);
    } catch (CorruptBytesException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
