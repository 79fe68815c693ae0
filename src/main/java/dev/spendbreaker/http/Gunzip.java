package dev.spendbreaker.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/** Undoes gzip. */
final class Gunzip {
  private static final int BLOCK = 8 << 10;

  private Gunzip() {}

  /**
   * What was compressed, added to {@code into}.
   *
   * @throws ProblemException where it is not gzip, breaks off, or is more than the buffer takes
   */
  static byte[] decompress(byte[] compressed, BoundedBuffer into) {
    byte[] block = new byte[BLOCK];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), BLOCK)) {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        into.append(ByteBuffer.wrap(block, 0, count));
      }
      return into.toArray();
    } catch (IOException e) {
      throw new Problem(
              400,
              "invalid_gzip",
              "the body is not whole gzip (" + e.getMessage() + ")",
              "send it anew, or leave content-encoding out")
          .exception();
    }
  }
}
