package dev.spendbreaker.replay;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.MalformedOtlpException;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Messages out of files, which say nothing of when they arrived: each counts as arrived when the
 * last of its spans ended, as exporters send spans that have ended.
 */
public final class CapturedMessages {
  private final OtlpReader otlp = new OtlpReader(AttributeKeys.of(List.of()));
  private final List<Message> messages = new ArrayList<>();
  private final long latestMillis;
  private long lastMillis;

  /**
   * @param nowMillis a span that says it ended later counts as ended then
   */
  public CapturedMessages(long nowMillis) {
    latestMillis = nowMillis;
  }

  /** Finds out when the last span of a message ended. */
  private static final class LastEnd implements SpanHandler {
    long millis;

    @Override
    public void span(SpanView span) {
      long end = TimeUnit.NANOSECONDS.toMillis(span.endTimeUnixNano());
      millis = Math.max(millis, end);
    }

    @Override
    public void unusable(String reason) {
      // The replay counts and tells what cannot be used.
    }
  }

  /**
   * Adds a message. One whose spans have no end counts as arrived with the one before.
   *
   * @param place where it stands, for people
   * @param contentType null where it is to be told by the content
   * @throws MalformedOtlpException where it is none
   */
  public void add(String place, byte[] message, @Nullable String contentType)
      throws MalformedOtlpException {
    LastEnd end = new LastEnd();
    otlp.read(message, contentType, end);
    if (end.millis > 0) {
      lastMillis = Math.min(end.millis, latestMillis);
    }
    messages.add(new Message(place, lastMillis, message, contentType));
  }

  /**
   * Those that arrived up to an instant, in the order in which they arrived.
   *
   * @param toMillis null for all
   */
  public List<Message> upTo(@Nullable Long toMillis) {
    return messages.stream()
        .filter(message -> toMillis == null || message.arrivedMillis() <= toMillis)
        .sorted(Comparator.comparingLong(Message::arrivedMillis))
        .toList();
  }

  /** When the first and the last arrived, in words. */
  public String extent() {
    List<Message> all = upTo(null);
    return all.isEmpty()
        ? "they hold none at all"
        : "theirs are of "
            + Instant.ofEpochMilli(all.get(0).arrivedMillis())
            + " to "
            + Instant.ofEpochMilli(all.get(all.size() - 1).arrivedMillis());
  }
}
