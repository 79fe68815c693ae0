package dev.spendbreaker.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The names of the properties that Kafka's clients and Kafka Streams know. */
final class KafkaNames {
  static final String PRODUCER = StreamsConfig.PRODUCER_PREFIX;
  static final String CONSUMER = StreamsConfig.CONSUMER_PREFIX;
  static final String ADMIN = StreamsConfig.ADMIN_CLIENT_PREFIX;

  private static final String CONFIG_PROVIDERS = "config.providers.";

  /** Prefixes that limit a property to one kind of client of Kafka Streams. */
  private static final List<String> PREFIXES =
      List.of(
          PRODUCER,
          CONSUMER,
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          ADMIN,
          StreamsConfig.TOPIC_PREFIX,
          StreamsConfig.CLIENT_TAG_PREFIX);

  private static final Set<String> KNOWN = new TreeSet<>();

  static {
    add("", ProducerConfig.configNames());
    add("", ConsumerConfig.configNames());
    add("", AdminClientConfig.configNames());
    add("", StreamsConfig.configDef().names());
    add(PRODUCER, ProducerConfig.configNames());
    add(CONSUMER, ConsumerConfig.configNames());
    add(StreamsConfig.MAIN_CONSUMER_PREFIX, ConsumerConfig.configNames());
    add(StreamsConfig.RESTORE_CONSUMER_PREFIX, ConsumerConfig.configNames());
    add(StreamsConfig.GLOBAL_CONSUMER_PREFIX, ConsumerConfig.configNames());
    add(ADMIN, AdminClientConfig.configNames());
    add(StreamsConfig.TOPIC_PREFIX, topicConfigNames());
  }

  private static final Map<String, String> BY_VARIABLE =
      KNOWN.stream()
          .collect(Collectors.toMap(KafkaNames::asVariable, Function.identity(), (a, b) -> a));

  private KafkaNames() {}

  static Set<String> known() {
    return KNOWN;
  }

  /** Whether a client knows the property, or it belongs to an open family of them. */
  static boolean isKnown(String name) {
    return KNOWN.contains(name)
        || name.startsWith(CONFIG_PROVIDERS)
        || name.startsWith(StreamsConfig.CLIENT_TAG_PREFIX);
  }

  /**
   * The property that {@code security_protocol} means: an underscore stands for a dot or itself.
   */
  static String ofVariable(String lowerCaseWords) {
    return BY_VARIABLE.getOrDefault(lowerCaseWords, lowerCaseWords.replace('_', '.'));
  }

  /** Whether a property is meant for one kind of client. */
  static boolean isPrefixed(String name) {
    return PREFIXES.stream().anyMatch(name::startsWith);
  }

  private static void add(String prefix, Collection<String> names) {
    names.forEach(name -> KNOWN.add(prefix + name));
  }

  private static String asVariable(String name) {
    return name.replace('.', '_');
  }

  /** The topic properties are listed nowhere but in the constants of {@link TopicConfig}. */
  private static List<String> topicConfigNames() {
    return Arrays.stream(TopicConfig.class.getFields())
        .filter(field -> field.getName().endsWith("_CONFIG"))
        .flatMap(KafkaNames::constant)
        .toList();
  }

  private static Stream<String> constant(Field field) {
    try {
      boolean isText = Modifier.isStatic(field.getModifiers()) && field.getType() == String.class;
      return isText ? Stream.of((String) field.get(null)) : Stream.empty();
    } catch (IllegalAccessException e) {
      throw new AssertionError("a public constant that cannot be read: " + field, e);
    }
  }
}
