package dev.spendbreaker.usage;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;

/**
 * Usage as bytes: a varint with one bit for each figure that is not zero, then those figures. The
 * figures met most often come first, so that the bits mostly fit one byte.
 */
public final class UsageCodec {
  private static final int FIGURES = 10;

  private UsageCodec() {}

  public static void write(Usage usage, ByteWriter writer) {
    int present = 0;
    for (int i = 0; i < FIGURES; i++) {
      present |= figure(usage, i) == 0 ? 0 : 1 << i;
    }
    writer.writeVarint(present);
    for (int i = 0; i < FIGURES; i++) {
      if ((present & 1 << i) != 0) {
        writer.writeSigned(figure(usage, i));
      }
    }
  }

  public static Usage read(ByteReader reader) {
    int present = readPresent(reader);
    long cost = readFigure(present, 0, reader);
    long input = readFigure(present, 1, reader);
    long output = readFigure(present, 2, reader);
    long calls = readFigure(present, 3, reader);
    long cacheRead = readFigure(present, 4, reader);
    long toolCalls = readFigure(present, 5, reader);
    long reasoning = readFigure(present, 6, reader);
    long cacheWrite = readFigure(present, 7, reader);
    long unpriced = readFigure(present, 8, reader);
    long unmetered = readFigure(present, 9, reader);
    return new Usage(
        cost,
        input,
        output,
        cacheRead,
        cacheWrite,
        reasoning,
        calls,
        toolCalls,
        unpriced,
        unmetered);
  }

  public static void skip(ByteReader reader) {
    for (int left = Integer.bitCount(readPresent(reader)); left > 0; left--) {
      reader.readVarint();
    }
  }

  public static boolean hasNegative(Usage usage) {
    for (int i = 0; i < FIGURES; i++) {
      if (figure(usage, i) < 0) {
        return true;
      }
    }
    return false;
  }

  /** The order is stored: only append. */
  private static long figure(Usage usage, int index) {
    return switch (index) {
      case 0 -> usage.costNanos();
      case 1 -> usage.inputTokens();
      case 2 -> usage.outputTokens();
      case 3 -> usage.calls();
      case 4 -> usage.cacheReadTokens();
      case 5 -> usage.toolCalls();
      case 6 -> usage.reasoningTokens();
      case 7 -> usage.cacheWriteTokens();
      case 8 -> usage.unpricedCalls();
      default -> usage.unmeteredCalls();
    };
  }

  private static int readPresent(ByteReader reader) {
    int present = reader.readCount();
    if (present >= 1 << FIGURES) {
      throw new CorruptBytesException("usage with figures unknown to this version: " + present);
    }
    return present;
  }

  private static long readFigure(int present, int index, ByteReader reader) {
    return (present & 1 << index) == 0 ? 0 : reader.readSigned();
  }
}
