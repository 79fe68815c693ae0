package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.metrics.Meters;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last resort: a record on which a processor failed goes to the rejects topic, and the stream
 * goes on. A failure of Kafka or of a store (a full disk, say) is not the record's fault: it stops
 * the thread, which starts again from the last commit.
 */
public final class RejectOnException implements ProcessingExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RejectOnException.class);

  private String rejectsTopic = "";
  private Meters meters = new Meters();

  @Override
  public void configure(Map<String, ?> configs) {
    Object topic = configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    rejectsTopic = topic == null ? "" : topic.toString();
    meters = Meters.of(configs);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (exception instanceof KafkaException || exception instanceof CorruptBytesException) {
      return Response.fail();
    }
    String where = context.topic() + "-" + context.partition() + "@" + context.offset();
    meters.rejects(String.valueOf(context.processorNodeId()), "internal_error").increment();
    LOG.error("record {} failed in {}: rejected", where, context.processorNodeId(), exception);
    return rejectsTopic.isEmpty() || context.topic() == null
        ? Response.fail()
        : Response.resume(List.of(reject(context, exception)));
  }

  private ProducerRecord<byte[], byte[]> reject(ErrorHandlerContext context, Exception exception) {
    Headers headers =
        new RecordHeaders(context.headers())
            .add(Rejects.TOPIC_HEADER, context.topic().getBytes(UTF_8))
            .add(Rejects.PARTITION_HEADER, Integer.toString(context.partition()).getBytes(UTF_8))
            .add(Rejects.OFFSET_HEADER, Long.toString(context.offset()).getBytes(UTF_8))
            .add(Rejects.REASON_HEADER, reason(context, exception).getBytes(UTF_8));
    return new ProducerRecord<>(
        rejectsTopic, null, context.sourceRawKey(), context.sourceRawValue(), headers);
  }

  private static String reason(ErrorHandlerContext context, Exception exception) {
    return "internal error in "
        + context.processorNodeId()
        + ": "
        + exception
        + " (a fault of Spendbreaker; please report it)";
  }
}
