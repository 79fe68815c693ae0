package dev.spendbreaker.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.broker.EmbeddedBroker;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Spans;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Changes policies over many agents, and waits for the decisions. Broker and application share this
 * JVM.
 */
final class PolicyChangeRunner implements AutoCloseable {
  private static final String PUNCTUATE_LATENCY = "punctuate-latency-max";
  private static final int AGENTS_PER_RECORD = 100;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final int agents;
  private final EmbeddedBroker broker;
  private final Application application;
  private final ApiClient api;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> decisions;

  /**
   * What came of a change, from when it was sent.
   *
   * @param answeredMillis until it was confirmed: in force, or, of a burst, written
   * @param firstMillis until the first decision
   * @param longestPunctuationMillis of the last half minute or more
   * @param cpuSeconds of everything in this JVM
   */
  record Times(
      int decisions,
      long answeredMillis,
      long firstMillis,
      long halfMillis,
      long lastMillis,
      double longestPunctuationMillis,
      double cpuSeconds) {}

  PolicyChangeRunner(int agents, Path directory) throws Exception {
    this.agents = agents;
    broker = EmbeddedBroker.start(directory.resolve("kafka"), 0, Map.of());
    application =
        Application.start(
            Settings.load(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "state.dir",
                    directory.resolve("state").toString(),
                    "http.port",
                    "0",
                    "otlp.port",
                    "0"),
                Map.of(),
                null));
    api = new ApiClient(URI.create("http://127.0.0.1:" + application.httpPort()));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    decisions =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "group.id", "policy-changes"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** Lets every agent make a call. */
  void fill() throws Exception {
    while (!application.notReady().isEmpty()) {
      Thread.sleep(50);
    }
    decisions.subscribe(List.of("budget-decisions"));
    put("every-agent", "{\"calls\": 1}");
    long end = System.currentTimeMillis();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int first = 0; first < agents; first += AGENTS_PER_RECORD) {
      records.add(new ProducerRecord<>("otlp_spans", spans(first, end)));
    }
    send(records);
    // The policy blocks each with its first call, so that all are there once all are decided.
    awaitDecisions(agents);
    put("every-agent", "{\"calls\": 1000000}");
    awaitDecisions(agents);
  }

  /** Messages one after another are one message, as protobuf has it. */
  private byte[] spans(int first, long end) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int agent = first; agent < Math.min(agents, first + AGENTS_PER_RECORD); agent++) {
      message.writeBytes(
          Spans.trace(agent + 1L, end).call(1, "agent-" + agent, "task-" + agent, 0.01).toBytes());
    }
    return message.toByteArray();
  }

  /** Sets another limit for all agents. */
  Times changeForEveryAgent(String limit) throws Exception {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    put("every-agent", limit);
    long answered = System.nanoTime();
    return times(start, answered, awaitDecisions(agents), cpu);
  }

  /** Writes so many policies, each of which blocks an agent. */
  Times burst(int count) throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int agent = 0; agent < count; agent++) {
      String policy =
          "{\"version\": 1, \"scope\": {\"agent\": \"agent-%d\"}, \"limit\": {\"tokens\": 0}}";
      records.add(
          new ProducerRecord<>(
              "budget-policies",
              ("burst-" + agent).getBytes(UTF_8),
              policy.formatted(agent).getBytes(UTF_8)));
    }
    long cpu = cpuNanos();
    long start = System.nanoTime();
    send(records);
    long answered = System.nanoTime();
    return times(start, answered, awaitDecisions(count), cpu);
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private void put(String id, String limit) throws Exception {
    String policy = "{\"version\": 1, \"scope\": {\"agent\": \"*\"}, \"limit\": %s}";
    api.putPolicy(id, policy.formatted(limit).getBytes(UTF_8));
  }

  /** When each of so many decisions came, by {@link System#nanoTime}. */
  private List<Long> awaitDecisions(int count) {
    List<Long> arrivals = new ArrayList<>();
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (arrivals.size() < count) {
      int came = decisions.poll(Duration.ofMillis(50)).count();
      arrivals.addAll(Collections.nCopies(came, System.nanoTime()));
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "only " + arrivals.size() + " of " + count + " decisions came");
      }
    }
    return arrivals;
  }

  private static Times times(long start, long answered, List<Long> arrivals, long cpuBefore)
      throws Exception {
    return new Times(
        arrivals.size(),
        millis(start, answered),
        millis(start, arrivals.get(0)),
        millis(start, arrivals.get(arrivals.size() / 2)),
        millis(start, arrivals.get(arrivals.size() - 1)),
        longestPunctuation(),
        (cpuNanos() - cpuBefore) / 1e9);
  }

  private static long millis(long fromNanos, long toNanos) {
    return Math.round((toNanos - fromNanos) / 1e6);
  }

  private static double longestPunctuation() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    double longest = 0;
    for (ObjectName thread :
        server.queryNames(new ObjectName("kafka.streams:type=stream-thread-metrics,*"), null)) {
      if (hasAttribute(server.getMBeanInfo(thread), PUNCTUATE_LATENCY)) {
        longest = Math.max(longest, (Double) server.getAttribute(thread, PUNCTUATE_LATENCY));
      }
    }
    return longest;
  }

  private static boolean hasAttribute(MBeanInfo info, String name) {
    return Arrays.stream(info.getAttributes()).anyMatch(known -> known.getName().equals(name));
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @Override
  public void close() {
    decisions.close();
    producer.close();
    application.close();
    broker.close();
  }
}
