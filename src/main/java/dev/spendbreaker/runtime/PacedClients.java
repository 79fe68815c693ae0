package dev.spendbreaker.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** The clients of Kafka Streams, whose stream threads wait for records by {@link PollPace}. */
final class PacedClients implements KafkaClientSupplier {
  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return paced(consumer(config), new PollPace(System::nanoTime));
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A consumer has sixty methods, of which one is different. */
  @SuppressWarnings("unchecked")
  private static Consumer<byte[], byte[]> paced(Consumer<byte[], byte[]> consumer, PollPace pace) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) ->
                isPoll(method)
                    ? poll(consumer, (Duration) arguments[0], pace)
                    : call(consumer, method, arguments));
  }

  private static boolean isPoll(Method method) {
    return method.getName().equals("poll") && method.getParameterTypes()[0] == Duration.class;
  }

  /** Kafka Streams pauses a partition while many of its records are still to be processed. */
  private static ConsumerRecords<byte[], byte[]> poll(
      Consumer<byte[], byte[]> consumer, Duration asked, PollPace pace) {
    boolean recordsWait = !consumer.paused().isEmpty();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(pace.timeout(asked, recordsWait));
    pace.polled(!records.isEmpty());
    return records;
  }

  private static Object call(Consumer<byte[], byte[]> consumer, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
