package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.document.DecisionDocuments;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.DecisionPosition;
import dev.spendbreaker.gate.DecisionRecord;
import dev.spendbreaker.gate.DecisionSlice;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open streams of decisions. Each reads the log at its client's pace, so that nothing is queued
 * for a slow client, and none waits for another. The id of an event is the position after it.
 */
final class DecisionStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionStreams.class);
  private static final int MAX_STREAMS = 500;

  /** Decisions that are written before the client's pace is looked at again. */
  private static final int BATCH = 100;

  private final DecisionLog log;
  private final int maxStreams;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** All readers run on its one thread; what comes after it was closed is dropped. */
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          DecisionStreams::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  DecisionStreams(DecisionLog log) {
    this(log, MAX_STREAMS);
  }

  DecisionStreams(DecisionLog log, int maxStreams) {
    this.log = log;
    this.maxStreams = maxStreams;
    log.onChange(this::wake);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "decision-streams");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * A stream of the decisions from now on, or of those after an event.
   *
   * @param lastEventId the id of the event; null for now
   */
  CompletableFuture<Answer> open(@Nullable String lastEventId, Predicate<Decision> wanted) {
    DecisionsResource.requireReady(log);
    requireRoom();
    DecisionPosition from = lastEventId == null ? log.end() : position(lastEventId);
    return log.check(from)
        .thenApply(known -> Answer.events(stream -> begin(new Reader(stream, from, wanted))));
  }

  private void requireRoom() {
    if (readers.size() >= maxStreams) {
      throw new Problem(
              503,
              "too_many_streams",
              "there are " + maxStreams + " open streams of decisions",
              "close some, or ask another instance; programs can read the decisions topic")
          .retryAfter(10)
          .exception();
    }
  }

  private static DecisionPosition position(String lastEventId) {
    try {
      return DecisionPosition.parse(lastEventId);
    } catch (IllegalArgumentException e) {
      throw Problems.unknownPosition("Last-Event-ID is none that this stream gave").exception();
    }
  }

  private void begin(Reader reader) {
    readers.add(reader);
    reader.stream.onClose(() -> readers.remove(reader));
    reader.stream.onDrained(() -> thread.execute(reader::readOn));
    reader.stream.sendId(reader.position.toString());
  }

  private void wake() {
    if (!readers.isEmpty() && woken.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            woken.set(false);
            readers.forEach(Reader::readOn);
          });
    }
  }

  /** How many are open. */
  int size() {
    return readers.size();
  }

  /** Ends all streams. */
  @Override
  public void close() {
    readers.forEach(reader -> reader.stream.end());
    thread.shutdown();
  }

  /** One client's stream. */
  private final class Reader {
    private final EventStream stream;
    private final Predicate<Decision> wanted;
    private volatile DecisionPosition position;
    private boolean reading;
    private boolean again;

    Reader(EventStream stream, DecisionPosition from, Predicate<Decision> wanted) {
      this.stream = stream;
      this.position = from;
      this.wanted = wanted;
    }

    /** Reads what follows, unless the client has still to read what was sent. */
    void readOn() {
      again = reading;
      if (!reading && stream.isDrained()) {
        reading = true;
        CompletableFuture<Void> unused =
            log.after(position, BATCH).handleAsync(this::take, thread).exceptionally(this::failed);
      }
    }

    /** Sends what there is room for; once that is written, the rest is read again. */
    private @Nullable Void take(@Nullable DecisionSlice slice, @Nullable Throwable failure) {
      reading = false;
      if (slice == null) {
        return failed(failure);
      }
      for (DecisionRecord record : slice.records()) {
        if (!stream.hasRoom()) {
          return null;
        }
        send(record);
      }
      position = slice.next();
      if (again || !slice.atEnd()) {
        readOn();
      }
      return null;
    }

    private void send(DecisionRecord record) {
      position = position.after(record);
      if (wanted.test(record.decision())) {
        String data = new String(DecisionDocuments.write(record.decision()), UTF_8);
        stream.send("decision", position.toString(), data);
      }
    }

    /** The client connects again, and is told what is wrong if it still is. */
    private @Nullable Void failed(@Nullable Throwable failure) {
      LOG.debug("a stream of decisions ends", failure);
      stream.end();
      return null;
    }
  }
}
