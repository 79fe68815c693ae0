package dev.spendbreaker.query;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.pricing.UnpricedModelCodec;
import dev.spendbreaker.trace.Trace;
import dev.spendbreaker.trace.TraceId;
import java.util.List;
import java.util.Optional;

/** Questions to the instances that keep settlement. */
final class SettleQuestions {
  private SettleQuestions() {}

  /** Which prices are set? */
  record OfOverrides() implements Question<List<PriceOverride>> {
    static final int KIND = 5;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {}

    @Override
    public List<PriceOverride> answer(LocalState local) {
      return local.settled().overrides();
    }

    @Override
    public void writeAnswer(List<PriceOverride> answer, ByteWriter out) {
      WireFields.writeList(answer, out, PriceOverrideCodec::encode);
    }

    @Override
    public List<PriceOverride> readAnswer(ByteReader in) {
      return WireFields.readList(in, PriceOverrideCodec::decode);
    }
  }

  /** Which models have no price? */
  record OfUnpriced(List<Integer> partitions) implements Question<UnpricedSlice> {
    static final int KIND = 6;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      WireFields.writeNumbers(partitions, out);
    }

    @Override
    public UnpricedSlice answer(LocalState local) {
      return local.settled().unpriced(partitions);
    }

    @Override
    public void writeAnswer(UnpricedSlice answer, ByteWriter out) {
      WireFields.writeList(answer.models(), out, UnpricedModelCodec::encode);
      WireFields.writeNumbers(answer.unread(), out);
    }

    @Override
    public UnpricedSlice readAnswer(ByteReader in) {
      return new UnpricedSlice(
          WireFields.readList(in, UnpricedModelCodec::decode), WireFields.readNumbers(in));
    }
  }

  /** Has a span arrived, and is its trace not yet forgotten? */
  record OfSpan(TraceId traceId, long spanId) implements Question<Boolean> {
    static final int KIND = 10;

    static OfSpan read(ByteReader in) {
      return new OfSpan(readTraceId(in), in.readLong());
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      writeTraceId(traceId, out).writeLong(spanId);
    }

    @Override
    public Boolean answer(LocalState local) {
      return local.settled().isSpanKnown(traceId, spanId);
    }

    @Override
    public void writeAnswer(Boolean answer, ByteWriter out) {
      out.writeByte(answer ? 1 : 0);
    }

    @Override
    public Boolean readAnswer(ByteReader in) {
      return in.readByte() == 1;
    }
  }

  /** What is known of a trace? */
  record OfTrace(TraceId traceId) implements Question<Optional<Trace>> {
    static final int KIND = 11;

    static OfTrace read(ByteReader in) {
      return new OfTrace(readTraceId(in));
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      writeTraceId(traceId, out);
    }

    @Override
    public Optional<Trace> answer(LocalState local) {
      return local.settled().trace(traceId);
    }

    @Override
    public void writeAnswer(Optional<Trace> answer, ByteWriter out) {
      WireFields.writeList(answer.stream().toList(), out, Trace::encode);
    }

    @Override
    public Optional<Trace> readAnswer(ByteReader in) {
      return WireFields.readList(in, Trace::decode).stream().findFirst();
    }
  }

  private static TraceId readTraceId(ByteReader in) {
    return new TraceId(in.readLong(), in.readLong());
  }

  private static ByteWriter writeTraceId(TraceId traceId, ByteWriter out) {
    return out.writeLong(traceId.high()).writeLong(traceId.low());
  }
}
