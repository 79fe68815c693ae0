package dev.spendbreaker.query;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;

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
      case LedgerQuestions.OfScope.KIND -> LedgerQuestions.OfScope.read(in);
      case LedgerQuestions.OfScopes.KIND -> LedgerQuestions.OfScopes.read(in);
      case LedgerQuestions.OfPolicies.KIND -> new LedgerQuestions.OfPolicies();
      case LedgerQuestions.OfPolicy.KIND -> new LedgerQuestions.OfPolicy(in.readString());
      case SettleQuestions.OfOverrides.KIND -> new SettleQuestions.OfOverrides();
      case SettleQuestions.OfUnpriced.KIND ->
          new SettleQuestions.OfUnpriced(WireFields.readNumbers(in));
      case LedgerQuestions.OfSeries.KIND -> LedgerQuestions.OfSeries.read(in);
      case LedgerQuestions.OfScopeAfter.KIND -> LedgerQuestions.OfScopeAfter.read(in);
      case SettleQuestions.OfSpan.KIND -> SettleQuestions.OfSpan.read(in);
      case SettleQuestions.OfTrace.KIND -> SettleQuestions.OfTrace.read(in);
      case ChangeQuestion.KIND -> ChangeQuestion.read(in);
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
}
