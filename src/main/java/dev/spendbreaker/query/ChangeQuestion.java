package dev.spendbreaker.query;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import java.util.List;

/** Have some partitions taken in a change? */
record ChangeQuestion(Change change, List<Integer> partitions) implements Question<Boolean> {
  static final int KIND = 7;

  static ChangeQuestion read(ByteReader in) {
    return new ChangeQuestion(Change.read(in), WireFields.readNumbers(in));
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
