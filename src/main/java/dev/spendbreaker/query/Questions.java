package dev.spendbreaker.query;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.PriceOverrideCodec;
import dev.spendbreaker.pricing.UnpricedModelCodec;
import java.util.List;
import java.util.Optional;

/** The questions that instances ask each other, and how they and their answers are written. */
final class Questions {
  /** Begins every question and every answer; instances of different formats refuse each other. */
  static final int FORMAT = 1;

  private static final int ANSWERED = 0;
  private static final int NOT_READY = 1;

  private Questions() {}

  static byte[] encode(Question<?> question) {
    ByteWriter out = new ByteWriter().writeByte(FORMAT).writeByte(question.kind());
    question.write(out);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where it is something else, or of another version
   */
  static Question<?> decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    requireFormat(in);
    int kind = in.readByte();
    return switch (kind) {
      case OfScope.KIND -> OfScope.read(in);
      case OfScopes.KIND -> OfScopes.read(in);
      case OfPolicies.KIND -> new OfPolicies();
      case OfPolicy.KIND -> new OfPolicy(in.readString());
      case OfOverrides.KIND -> new OfOverrides();
      case OfUnpriced.KIND -> new OfUnpriced(WireFields.readNumbers(in));
      case OfChange.KIND -> OfChange.read(in);
      default -> throw new CorruptBytesException("a question of unknown kind " + kind);
    };
  }

  /** The answer to a question as bytes; that the stores cannot be read now is one, too. */
  static <A> byte[] answer(Question<A> question, LocalState local) {
    ByteWriter out = new ByteWriter().writeByte(FORMAT);
    try {
      A answer = question.answer(local);
      question.writeAnswer(answer, out.writeByte(ANSWERED));
    } catch (NotReadyException e) {
      out.writeByte(NOT_READY).writeString(String.valueOf(e.getMessage()));
    }
    return out.toByteArray();
  }

  /**
   * Reads what {@link #answer} wrote.
   *
   * @throws NotReadyException where the stores of the one who was asked cannot be read now
   * @throws CorruptBytesException where it is something else, or of another version
   */
  static <A> A decodeAnswer(Question<A> question, byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    requireFormat(in);
    int outcome = in.readByte();
    return switch (outcome) {
      case ANSWERED -> question.readAnswer(in);
      case NOT_READY -> throw new NotReadyException(in.readString());
      default -> throw new CorruptBytesException("an answer of unknown kind " + outcome);
    };
  }

  private static void requireFormat(ByteReader in) {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a message between instances of unknown format " + format);
    }
  }

  /** Where does a scope stand? */
  record OfScope(Scope scope, Freshness freshness) implements Question<Optional<ScopeReading>> {
    static final int KIND = 1;

    static OfScope read(ByteReader in) {
      return new OfScope(Scope.parse(in.readString()), WireFields.readFreshness(in));
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      WireFields.writeFreshness(freshness, out.writeString(scope.key()));
    }

    @Override
    public Optional<ScopeReading> answer(LocalState local) {
      return local.spend().scope(scope, freshness);
    }

    @Override
    public void writeAnswer(Optional<ScopeReading> answer, ByteWriter out) {
      out.writeByte(answer.isPresent() ? 1 : 0);
      answer.ifPresent(reading -> WireFields.writeReading(reading, out));
    }

    @Override
    public Optional<ScopeReading> readAnswer(ByteReader in) {
      return in.readByte() == 0 ? Optional.empty() : Optional.of(WireFields.readReading(in));
    }
  }

  /** Which are the first scopes of some partitions? */
  record OfScopes(ScopeFilter filter, List<Integer> partitions, Freshness freshness)
      implements Question<ScopeSlice> {
    static final int KIND = 2;

    static OfScopes read(ByteReader in) {
      return new OfScopes(
          WireFields.readFilter(in), WireFields.readNumbers(in), WireFields.readFreshness(in));
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      WireFields.writeFilter(filter, out);
      WireFields.writeNumbers(partitions, out);
      WireFields.writeFreshness(freshness, out);
    }

    @Override
    public ScopeSlice answer(LocalState local) {
      return local.spend().scopes(filter, partitions, freshness);
    }

    @Override
    public void writeAnswer(ScopeSlice answer, ByteWriter out) {
      WireFields.writeSlice(answer, out);
    }

    @Override
    public ScopeSlice readAnswer(ByteReader in) {
      return WireFields.readSlice(in);
    }
  }

  /** Which policies are in force? */
  record OfPolicies() implements Question<List<Policy>> {
    static final int KIND = 3;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {}

    @Override
    public List<Policy> answer(LocalState local) {
      return local.spend().policies();
    }

    @Override
    public void writeAnswer(List<Policy> answer, ByteWriter out) {
      WireFields.writeList(answer, out, PolicyCodec::encode);
    }

    @Override
    public List<Policy> readAnswer(ByteReader in) {
      return WireFields.readList(in, PolicyCodec::decode);
    }
  }

  /** Is this policy in force? */
  record OfPolicy(String id) implements Question<Optional<Policy>> {
    static final int KIND = 4;

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      out.writeString(id);
    }

    @Override
    public Optional<Policy> answer(LocalState local) {
      return local.spend().policy(id);
    }

    @Override
    public void writeAnswer(Optional<Policy> answer, ByteWriter out) {
      WireFields.writeList(answer.stream().toList(), out, PolicyCodec::encode);
    }

    @Override
    public Optional<Policy> readAnswer(ByteReader in) {
      return WireFields.readList(in, PolicyCodec::decode).stream().findFirst();
    }
  }

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
      return local.prices().overrides();
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
      return local.prices().unpriced(partitions);
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

  /** Have some partitions taken in a change? */
  record OfChange(Change change, List<Integer> partitions) implements Question<Boolean> {
    static final int KIND = 7;

    static OfChange read(ByteReader in) {
      return new OfChange(Change.read(in), WireFields.readNumbers(in));
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      change.write(out);
      WireFields.writeNumbers(partitions, out);
    }

    @Override
    public Boolean answer(LocalState local) {
      return change.isTakenIn(local, partitions);
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
}
