package dev.spendbreaker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.InvalidDocumentException;
import dev.spendbreaker.document.PolicyDocuments;
import dev.spendbreaker.topology.Revision;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records to events. One that cannot be used is passed over: of policies, the application that
 * decides rejects it; decisions are that application's own.
 */
final class ReadRecords implements ProcessorSupplier<byte[], byte[], String, Event> {
  private static final Logger LOG = LoggerFactory.getLogger(ReadRecords.class);

  /** Understands one record; null where nobody needs to hear of it. */
  @FunctionalInterface
  private interface Reader {
    @Nullable Event read(String key, byte @Nullable [] value, long offset);
  }

  private final Reader reader;

  private ReadRecords(Reader reader) {
    this.reader = reader;
  }

  static ReadRecords decisions() {
    return new ReadRecords((key, value, offset) -> decision(value));
  }

  /** Those that name no other dimensions. */
  static ReadRecords policies(Dimensions dimensions) {
    return new ReadRecords((key, value, offset) -> policy(key, value, offset, dimensions));
  }

  private static @Nullable Event decision(byte @Nullable [] value) {
    if (value == null) {
      return new Event.Forgotten();
    }
    Decision decision = DecisionDocuments.read(value);
    return ToldScopes.isNoNews(decision) ? null : new Event.Decided(decision);
  }

  private static Event policy(
      String id, byte @Nullable [] value, long offset, Dimensions dimensions) {
    PolicyDocuments.checkId(id);
    long revision = Revision.ofOffset(offset);
    Policy policy = value == null ? null : PolicyDocuments.parse(id, value, revision, dimensions);
    return new Event.PolicyChanged(id, revision, policy);
  }

  @Override
  public Processor<byte[], byte[], String, Event> get() {
    return new Task();
  }

  private final class Task extends ContextualProcessor<byte[], byte[], String, Event> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      byte @Nullable [] key = record.key();
      if (key == null) {
        return;
      }
      String name = new String(key, UTF_8);
      try {
        Event event = reader.read(name, record.value(), offset());
        if (event != null) {
          context().forward(new Record<>(name, event, context().currentSystemTimeMs()));
        }
      } catch (InvalidDocumentException e) {
        LOG.warn("record {} is not used for webhooks: {}", name, e.getMessage());
      }
    }

    private long offset() {
      return context()
          .recordMetadata()
          .orElseThrow(() -> new IllegalStateException("a document that comes from no record"))
          .offset();
    }
  }
}
