package dev.spendbreaker.query;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyCodec;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions to the instances that keep the ledger. */
final class LedgerQuestions {
  private LedgerQuestions() {}

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

  /** What did a scope spend in each step of a range? */
  record OfSeries(Scope scope, SeriesRange range) implements Question<Optional<List<Usage>>> {
    static final int KIND = 8;

    static OfSeries read(ByteReader in) {
      return new OfSeries(Scope.parse(in.readString()), WireFields.readRange(in));
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      WireFields.writeRange(range, out.writeString(scope.key()));
    }

    @Override
    public Optional<List<Usage>> answer(LocalState local) {
      return local.spend().spend(scope, range);
    }

    @Override
    public void writeAnswer(Optional<List<Usage>> answer, ByteWriter out) {
      out.writeByte(answer.isPresent() ? 1 : 0);
      answer.ifPresent(spent -> spent.forEach(step -> UsageCodec.write(step, out)));
    }

    @Override
    public Optional<List<Usage>> readAnswer(ByteReader in) {
      if (in.readByte() == 0) {
        return Optional.empty();
      }
      List<Usage> spent = new ArrayList<>();
      for (int step = 0; step < range.steps(); step++) {
        spent.add(UsageCodec.read(in));
      }
      return Optional.of(spent);
    }
  }

  /** Where would a scope stand if it spent this on top? */
  record OfScopeAfter(Scope scope, Usage more) implements Question<ScopeStatus> {
    static final int KIND = 9;

    static OfScopeAfter read(ByteReader in) {
      return new OfScopeAfter(Scope.parse(in.readString()), UsageCodec.read(in));
    }

    @Override
    public int kind() {
      return KIND;
    }

    @Override
    public void write(ByteWriter out) {
      UsageCodec.write(more, out.writeString(scope.key()));
    }

    @Override
    public ScopeStatus answer(LocalState local) {
      return local.spend().scopeAfter(scope, more);
    }

    @Override
    public void writeAnswer(ScopeStatus answer, ByteWriter out) {
      WireFields.writeStatus(answer, out);
    }

    @Override
    public ScopeStatus readAnswer(ByteReader in) {
      return WireFields.readStatus(in);
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
}
