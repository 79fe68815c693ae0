package dev.spendbreaker.query;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;

/**
 * What one instance asks another, or itself. It is answered from the stores of the instance that is
 * asked and never passed on, so that no question goes round.
 *
 * @param <A> the answer
 */
interface Question<A> {
  /** Tells which question it is; stored nowhere, but instances of two versions may meet. */
  int kind();

  void write(ByteWriter out);

  /**
   * Answers from the stores here.
   *
   * @throws NotReadyException where they cannot be read now
   */
  A answer(LocalState local);

  void writeAnswer(A answer, ByteWriter out);

  A readAnswer(ByteReader in);
}
