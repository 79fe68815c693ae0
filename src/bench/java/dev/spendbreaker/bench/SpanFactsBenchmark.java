package dev.spendbreaker.bench;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.otlp.SpanHandler;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceId;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.UsageReader;
import dev.spendbreaker.usage.UsageSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the read step does with a span, one thread: its wanted attributes alone, then also its facts
 * by all vocabularies, then also the compact record, here of 50 spans of one trace.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class SpanFactsBenchmark {
  private static final int SPANS = 50;
  private static final TraceId TRACE = new TraceId(1, 2);

  private final byte[] message = SpanRecords.record(SPANS, 0);
  private final UsageReader usage = new UsageReader(UsageSettings.DEFAULTS);
  private final OtlpReader reader = new OtlpReader(AttributeKeys.of(usage.keys()));

  /** The attributes, found and not decoded. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long attributes() throws Exception {
    IdSum sum = new IdSum();
    reader.read(message, null, sum);
    return sum.ids;
  }

  /** The facts of each span. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public List<SpanFacts> facts() throws Exception {
    Facts facts = new Facts(usage, new ArrayList<>(SPANS));
    reader.read(message, null, facts);
    return facts.spans;
  }

  /** The record that goes on to the settling step. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public byte[] compactRecord() throws Exception {
    return new TraceBatch(TRACE, facts()).encode();
  }

  private static final class IdSum implements SpanHandler {
    private long ids;

    @Override
    public void span(SpanView span) {
      ids += span.spanId();
    }

    @Override
    public void unusable(String reason) {
      throw new IllegalStateException(reason);
    }
  }

  private record Facts(UsageReader usage, List<SpanFacts> spans) implements SpanHandler {
    @Override
    public void span(SpanView span) {
      spans.add(usage.read(span, this::unusable));
    }

    @Override
    public void unusable(String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
