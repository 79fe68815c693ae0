package dev.spendbreaker.trace;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.SpanFacts;
import java.util.ArrayList;
import java.util.List;

/** The spans of one trace that arrived together. */
public record TraceBatch(TraceId traceId, List<SpanFacts> spans) {
  /** Below 128, which is where other events on the internal topic begin. */
  private static final int FORMAT = 3;

  public TraceBatch {
    spans = List.copyOf(spans);
  }

  /** The compact form: a format byte, the trace id, and about 40 bytes a span. */
  public byte[] encode() {
    ByteWriter out = new ByteWriter(64 + 64 * spans.size());
    out.writeByte(FORMAT).writeLong(traceId.high()).writeLong(traceId.low());
    out.writeVarint(spans.size());
    SpanFactsWriter writer = new SpanFactsWriter(out);
    spans.forEach(writer::write);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else
   */
  public static TraceBatch decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    requireFormat(in.readByte());
    TraceId traceId = new TraceId(in.readLong(), in.readLong());
    SpanFactsReader reader = new SpanFactsReader(in);
    List<SpanFacts> spans = new ArrayList<>();
    for (int left = in.readCount(); left > 0; left--) {
      spans.add(reader.read());
    }
    reader.requireEnd();
    return new TraceBatch(traceId, spans);
  }

  private static void requireFormat(int format) {
    if (format != FORMAT) {
      throw new CorruptBytesException("a trace batch of unknown format " + format);
    }
  }
}
