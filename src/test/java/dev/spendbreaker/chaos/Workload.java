package dev.spendbreaker.chaos;

import static dev.spendbreaker.testing.Spans.text;

import dev.spendbreaker.testing.Spans;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Traces cut into messages, shuffled, a fifth of them sent twice and some much later once more. In
 * each trace an agent calls a model, in some by way of a second agent; calls come before the spans
 * of their agents as often as after. The same seed gives the same spans.
 */
final class Workload {
  static final int SPANS_PER_TRACE = 10;

  private static final int TRACES_AT_ONCE = 50;
  private static final int REMEMBERED = 1_000;
  private static final int AGENTS = 40;
  private static final int TASKS = 8;
  private static final int TEAMS = 5;
  private static final int USERS = 12;

  private final Random random;
  private final ExactModel model;
  private final List<byte[]> sent = new ArrayList<>();
  private long trace;

  /** Charges each call to a model while it is made. */
  Workload(long seed, ExactModel model) {
    this.random = new Random(seed);
    this.model = model;
  }

  /** How many different spans {@link #next} has made so far. */
  long spans() {
    return trace * SPANS_PER_TRACE;
  }

  /** The next messages: those of some new traces, and repeated ones. */
  List<byte[]> next() {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < TRACES_AT_ONCE; i++) {
      for (byte[] message : trace()) {
        messages.add(message);
        if (random.nextInt(5) == 0) {
          messages.add(message);
        }
        remember(message);
      }
      if (random.nextInt(5) == 0) {
        messages.add(sent.get(random.nextInt(sent.size())));
      }
    }
    Collections.shuffle(messages, random);
    return messages;
  }

  private void remember(byte[] message) {
    if (sent.size() < REMEMBERED) {
      sent.add(message);
    } else {
      sent.set(random.nextInt(REMEMBERED), message);
    }
  }

  /** The messages of one trace. */
  private List<byte[]> trace() {
    trace++;
    String team = "team-" + random.nextInt(TEAMS);
    String user = "user-" + random.nextInt(USERS);
    String task = "task-" + random.nextInt(TASKS);
    String[] agents = {agent(), agent()};
    int callsOfFirst = random.nextBoolean() ? SPANS_PER_TRACE : 5;
    List<Integer> ids = new ArrayList<>(IntStream.rangeClosed(1, SPANS_PER_TRACE).boxed().toList());
    Collections.shuffle(ids, random);
    int cut = 1 + random.nextInt(SPANS_PER_TRACE);
    Spans first = message(team, user);
    Spans second = message(team, user);
    for (int i = 0; i < ids.size(); i++) {
      int id = ids.get(i);
      Spans message = i < cut ? first : second;
      int parent = id > callsOfFirst ? 2 : 1;
      if (id <= 2) {
        message.agent(id, id - 1, agents[id - 1]);
      } else {
        BigDecimal usd = BigDecimal.valueOf(1 + random.nextInt(999), 6);
        model.charge(agents[parent - 1], task, team, user, usd);
        message.call(id, parent, usd.doubleValue(), conversation(task));
      }
    }
    return cut == SPANS_PER_TRACE
        ? List.of(first.toBytes())
        : List.of(first.toBytes(), second.toBytes());
  }

  /** Some have much more to do than others. */
  private String agent() {
    return "agent-" + (int) (AGENTS * random.nextDouble() * random.nextDouble());
  }

  private Spans message(String team, String user) {
    return Spans.trace(trace, System.currentTimeMillis())
        .resource(text("team.id", team), text("user.id", user));
  }

  private static KeyValue conversation(String task) {
    return text("gen_ai.conversation.id", task);
  }
}
