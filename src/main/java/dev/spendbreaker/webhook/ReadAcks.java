package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.AckDocuments;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.topology.Rejects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Acknowledgements to events. One that is not valid goes to the rejects topic. */
final class ReadAcks implements ProcessorSupplier<byte[], byte[], Object, Object> {
  private static final String WANTED_KEY =
      "an acknowledgement's record needs the key of the decision's record, which is the scope's";

  @Override
  public Processor<byte[], byte[], Object, Object> get() {
    return new Task();
  }

  private static final class Task implements Processor<byte[], byte[], Object, Object> {
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable Rejects rejects;

    @Override
    public void init(ProcessorContext<Object, Object> context) {
      this.context = context;
      rejects = new Rejects(context, "acks", WebhookNames.REJECTED_ACKS, AckDocuments.MAX_BYTES);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      if (context == null || rejects == null) {
        return;
      }
      String key = scopeKey(record.key());
      byte @Nullable [] value = record.value();
      if (key == null) {
        rejects.reject(record, "no_key", WANTED_KEY);
        return;
      }
      if (value == null) {
        rejects.reject(record, "no_value", "it has no value, which says which kill was acted on");
        return;
      }
      try {
        Event event = new Event.Acknowledged(AckDocuments.read(value));
        context.forward(
            new Record<Object, Object>(key, event, context.currentSystemTimeMs()),
            WebhookNames.EVENTS);
      } catch (InvalidDocumentException e) {
        rejects.reject(record, e.code(), String.valueOf(e.getMessage()));
      }
    }

    private static @Nullable String scopeKey(byte @Nullable [] key) {
      try {
        return key == null ? null : Scope.parse(new String(key, UTF_8)).key();
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }
}
