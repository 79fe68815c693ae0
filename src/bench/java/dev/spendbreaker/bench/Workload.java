package dev.spendbreaker.bench;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * What exporters send: requests of 20 to 50 spans of one service each, with traces cut off where a
 * request is full. Agents are drawn by {@link Zipf}; each has 20 tasks and belongs to one of 16
 * services, each service uses one instrumentation and captures prompts of one length. One span in a
 * hundred is sent twice. The same seed gives the same spans.
 */
final class Workload {
  private static final int SERVICES = 16;
  private static final int TASKS = 20;
  private static final int MIN_SPANS = 20;
  private static final int MAX_SPANS = 50;
  private static final double REPEATED = 0.01;
  private static final Instrumentation[] INSTRUMENTATIONS = Instrumentation.values();

  private final Random random;
  private final Zipf agents;
  private final List<String> prompts;
  private final List<List<Span>> waiting = new ArrayList<>();
  private final BitSet tasks = new BitSet();

  /**
   * @param promptBytes lengths of prompts, which services take in turn
   */
  Workload(long seed, int agents, List<Integer> promptBytes) {
    this.random = new Random(seed);
    this.agents = new Zipf(agents);
    this.prompts = promptBytes.stream().map(Workload::prompt).toList();
    for (int i = 0; i < SERVICES; i++) {
      waiting.add(new ArrayList<>());
    }
  }

  private static String prompt(int bytes) {
    return "Tell me about the weather. ".repeat(bytes / 27 + 1).substring(0, bytes);
  }

  /**
   * The next request.
   *
   * @param nowMillis when its spans are about to end, milliseconds since the epoch
   */
  ExportTraceServiceRequest next(long nowMillis) {
    int wanted = MIN_SPANS + random.nextInt(MAX_SPANS - MIN_SPANS + 1);
    while (true) {
      int agent = agents.next(random);
      int service = agent % SERVICES;
      List<Span> queue = waiting.get(service);
      addTrace(agent, service, nowMillis, queue);
      if (queue.size() >= wanted) {
        return take(service, wanted);
      }
    }
  }

  /** How many tasks have spent so far. */
  int tasks() {
    return tasks.cardinality();
  }

  static int spansOf(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpans(0).getSpansCount();
  }

  private void addTrace(int agent, int service, long nowMillis, List<Span> queue) {
    int number = random.nextInt(TASKS);
    tasks.set(agent * TASKS + number);
    String task = "conversation-" + agent + "-" + number;
    String prompt = prompts.get(service / INSTRUMENTATIONS.length % prompts.size());
    Instrumentation instrumentation = INSTRUMENTATIONS[service % INSTRUMENTATIONS.length];
    for (Span span :
        new TraceBuilder(instrumentation, nowMillis, random)
            .spans("agent-" + agent, task, prompt)) {
      queue.add(span);
      if (random.nextDouble() < REPEATED) {
        queue.add(span);
      }
    }
  }

  private ExportTraceServiceRequest take(int service, int count) {
    List<Span> taken = waiting.get(service).subList(0, count);
    Resource resource =
        Resource.newBuilder()
            .addAllAttributes(
                new Attributes()
                    .text("service.name", "service-" + service)
                    .text("telemetry.sdk.language", "python")
                    .text("telemetry.sdk.version", "1.40.0")
                    .all())
            .build();
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(resource)
                    .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(taken)))
            .build();
    taken.clear();
    return request;
  }
}
