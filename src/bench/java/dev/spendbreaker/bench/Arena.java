package dev.spendbreaker.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What contenders run in.
 *
 * @param input the topic of spans, which is full before the first of them starts
 */
record Arena(Broker broker, String input, Path directory) {
  static final int PARTITIONS = 4;

  /** The heap of each contender. */
  static final String HEAP = "2g";

  /** Creates a compacted topic of one partition with these records. */
  void createTable(String topic, Map<String, byte[]> records)
      throws ExecutionException, InterruptedException {
    NewTopic table = new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
    broker.admin().createTopics(List.of(table)).all().get();
    try (KafkaProducer<byte[], byte[]> producer = producer(new HashMap<>())) {
      for (Map.Entry<String, byte[]> each : records.entrySet()) {
        producer
            .send(new ProducerRecord<>(topic, TextbookMain.key(each.getKey()), each.getValue()))
            .get();
      }
    }
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    properties.put("bootstrap.servers", broker.servers());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
