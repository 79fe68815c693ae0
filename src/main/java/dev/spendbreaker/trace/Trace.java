package dev.spendbreaker.trace;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one trace: its spans, and what was charged for each.
 *
 * <p>Its charges are a pure function of the set of its spans, so they do not depend on how the
 * spans arrive. When spans arrive it is settled anew, and what differs from the charges before is
 * returned. The charges before are kept rather than worked out again: what was returned was acted
 * on, whatever the rules say by then. Not thread-safe.
 */
public final class Trace {
  private static final int FORMAT = 3;

  /** A trace that is read from more bytes than this remembers no more spans. */
  private static final int MAX_BYTES = 4 << 20;

  /** What stands before the account of a span. */
  private static final int NOT_CHARGED = 0;

  private static final int CHARGED_WITHOUT_USAGE = 1;
  private static final int CHARGED_WITH_USAGE = 2;

  /** Added to what stands there where dimensions follow. */
  private static final int WITH_DIMENSIONS = 4;

  private final List<TraceSpan> spans = new ArrayList<>();
  private final Map<Long, Integer> positions = new HashMap<>();

  /** The charge of each span; shorter than {@link #spans} only while spans are added. */
  private @Nullable Charge[] charges = new Charge[0];

  private boolean full;

  private Trace() {}

  /** A trace of which nothing is known yet. */
  public static Trace empty() {
    return new Trace();
  }

  /** The number of spans that are remembered. */
  public int size() {
    return spans.size();
  }

  /** Whether a span is remembered. */
  public boolean has(long spanId) {
    return positions.containsKey(spanId);
  }

  /** The model's provider that a span reports; null where it reports none, or is not remembered. */
  public @Nullable String provider(long spanId) {
    Integer position = positions.get(spanId);
    return position == null ? null : spans.get(position).facts().provider();
  }

  /**
   * Adds spans and settles the trace.
   *
   * @param traceId the task of spans that name none, themselves or by an ancestor or resource
   * @param nowMillis the end time of spans that have none, or one too far ahead
   * @param pricer prices the tokens of spans that report no cost
   * @param maxSpans how many spans are remembered, fewer where they take much room; of each further
   *     one only a model call and a tool call are charged, as if it were alone
   */
  public TraceUpdate add(
      TraceId traceId, List<SpanFacts> arrived, long nowMillis, Pricer pricer, int maxSpans) {
    int sizeBefore = size();
    int duplicates = 0;
    List<Charge> changes = new ArrayList<>();
    for (SpanFacts facts : arrived) {
      if (positions.containsKey(facts.spanId())) {
        duplicates++;
        continue;
      }
      TraceSpan span = TraceSpan.arrived(facts, nowMillis, pricer);
      if (size() < maxSpans && !full) {
        remember(span);
      } else {
        addChange(null, Settlement.chargeAlone(traceId, span), changes);
      }
    }
    int remembered = size() - sizeBefore;
    if (remembered > 0) {
      settle(traceId, changes);
    }
    int unremembered = arrived.size() - remembered - duplicates;
    return new TraceUpdate(changes, remembered, duplicates, unremembered);
  }

  /**
   * Why the remembered spans are charged as they are, by the same settlement, in the order they
   * arrived.
   *
   * @param traceId as given to {@link #add}
   */
  public List<SpanExplanation> explain(TraceId traceId) {
    return Settlement.explanations(traceId, spans, positions);
  }

  /** What is charged for the remembered spans now, all changes together. */
  public List<Charge> charges() {
    return Stream.of(charges).filter(Objects::nonNull).toList();
  }

  private void remember(TraceSpan span) {
    positions.put(span.facts().spanId(), spans.size());
    spans.add(span);
  }

  private void settle(TraceId traceId, List<Charge> changes) {
    @Nullable Charge[] before = charges;
    charges = Settlement.charges(traceId, spans, positions);
    for (int i = 0; i < charges.length; i++) {
      addChange(i < before.length ? before[i] : null, charges[i], changes);
    }
  }

  /** Adds what leads from one charge of a span to the next. */
  private static void addChange(
      @Nullable Charge before, @Nullable Charge after, List<Charge> changes) {
    if (before != null && after != null && isSameAccount(before, after)) {
      addUnlessZero(after, after.usage().minus(before.usage()), changes);
      return;
    }
    if (before != null) {
      addUnlessZero(before, before.usage().negate(), changes);
    }
    if (after != null) {
      addUnlessZero(after, after.usage(), changes);
    }
  }

  private static boolean isSameAccount(Charge a, Charge b) {
    return a.agent().equals(b.agent())
        && a.task().equals(b.task())
        && a.dimensions().equals(b.dimensions());
  }

  private static void addUnlessZero(Charge charge, Usage usage, List<Charge> changes) {
    if (!usage.isZero()) {
      changes.add(withUsage(charge, usage));
    }
  }

  private static Charge withUsage(Charge charge, Usage usage) {
    return new Charge(
        charge.agent(),
        charge.task(),
        usage,
        charge.eventTimeMillis(),
        charge.spanId(),
        charge.model(),
        charge.dimensions());
  }

  /** The form that is stored: a format byte, and about 50 bytes a span. */
  public byte[] encode() {
    ByteWriter out = new ByteWriter(64 + 64 * size());
    out.writeByte(FORMAT).writeVarint(size());
    SpanFactsWriter writer = new SpanFactsWriter(out);
    for (int i = 0; i < size(); i++) {
      writer.write(spans.get(i).facts());
      out.writeSigned(spans.get(i).costNanos());
      writeAccount(charges[i], out, writer);
    }
    return out.toByteArray();
  }

  private static void writeAccount(
      @Nullable Charge charge, ByteWriter out, SpanFactsWriter writer) {
    if (charge == null) {
      out.writeByte(NOT_CHARGED);
      return;
    }
    boolean withUsage = charge.usage().calls() > 0;
    boolean withDimensions = !charge.dimensions().isEmpty();
    out.writeByte(
        (withUsage ? CHARGED_WITH_USAGE : CHARGED_WITHOUT_USAGE)
            | (withDimensions ? WITH_DIMENSIONS : 0));
    writer.writeName(charge.agent());
    writer.writeName(charge.task());
    if (withDimensions) {
      writer.writeDimensions(charge.dimensions());
    }
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else
   */
  public static Trace decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a trace of unknown format " + format);
    }
    Trace trace = new Trace();
    trace.full = bytes.length > MAX_BYTES;
    int count = in.readCount();
    SpanFactsReader reader = new SpanFactsReader(in);
    List<@Nullable Charge> charges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TraceSpan span = new TraceSpan(reader.read(), in.readSigned());
      trace.remember(span);
      charges.add(readCharge(span, in, reader));
    }
    reader.requireEnd();
    trace.charges = charges.toArray(new Charge[0]);
    return trace;
  }

  private static @Nullable Charge readCharge(
      TraceSpan span, ByteReader in, SpanFactsReader reader) {
    int state = in.readByte();
    if (state == NOT_CHARGED) {
      return null;
    }
    String agent = reader.readName();
    String task = reader.readName();
    boolean withDimensions = (state & WITH_DIMENSIONS) != 0;
    Map<String, String> dimensions = withDimensions ? reader.readDimensions() : Map.of();
    boolean withUsage = (state & ~WITH_DIMENSIONS) == CHARGED_WITH_USAGE;
    return Settlement.charge(span, span.amount(withUsage), agent, task, dimensions);
  }
}
