package dev.spendbreaker.runtime;

import java.util.stream.Collectors;

/** Writes command lines of Kafka's own tools, to be copied into a shell. */
record TopicTools(String servers) {
  String create(WantedTopic topic) {
    String replication =
        topic.replicationFactor() < 0 ? "" : " --replication-factor " + topic.replicationFactor();
    String configs =
        topic.configs().entrySet().stream()
            .map(config -> " --config " + config.getKey() + "=" + config.getValue())
            .collect(Collectors.joining());
    return "kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions %d%s%s"
        .formatted(servers, topic.name(), topic.partitions(), replication, configs);
  }

  String alter(String topic, String config, String value) {
    return ("kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s"
            + " --add-config %s=%s")
        .formatted(servers, topic, config, value);
  }

  /** Lets a principal do some operations on a topic. */
  String allow(String topic, String... operations) {
    String all = " --operation " + String.join(" --operation ", operations);
    return "kafka-acls.sh --bootstrap-server %s --add --allow-principal User:spendbreaker%s --topic %s"
        .formatted(servers, all, topic);
  }
}
