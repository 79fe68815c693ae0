package dev.spendbreaker.budget;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.Usage;
import dev.spendbreaker.usage.UsageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The stored unit of windowed spend: what was spent in each bucket of one stretch of time.
 *
 * <p>The bytes are: format 1; a byte that is 1 where a bucket has ever been negative, else 0; the
 * sum of the buckets; then for each bucket that is not zero, in ascending order, a byte with its
 * index and its own spend. The sum lets a window read a chunk that lies wholly inside it without
 * walking its buckets.
 */
final class Chunk {
  private static final int FORMAT = 1;
  private static final byte[] EMPTY = {FORMAT, 0, 0};

  /** Takes the buckets of a chunk in ascending order. */
  @FunctionalInterface
  interface BucketVisitor {
    /** Returns whether to go on to the next bucket. */
    boolean visit(int index, Usage spent);
  }

  private Chunk() {}

  /** The bytes of a chunk, or of an empty one, after a charge into one of its buckets. */
  static byte[] add(byte @Nullable [] stored, int index, Usage delta) {
    byte[] chunk = stored == null ? EMPTY : stored;
    ByteReader reader = reader(chunk);
    int negative = reader.readByte();
    Usage sum = UsageCodec.read(reader).plus(delta);
    int first = position(chunk, reader);
    int end = first;
    int rest = first;
    Usage bucket = delta;
    while (rest < chunk.length && reader.readByte() <= index) {
      if (chunk[rest] == index) {
        bucket = UsageCodec.read(reader).plus(delta);
        rest = position(chunk, reader);
        break;
      }
      UsageCodec.skip(reader);
      rest = position(chunk, reader);
      end = rest;
    }
    ByteWriter writer = new ByteWriter(chunk.length + 32).writeByte(FORMAT);
    writer.writeByte(UsageCodec.hasNegative(bucket) ? 1 : negative);
    UsageCodec.write(sum, writer);
    writer.writeRaw(chunk, first, end - first);
    writeBucket(index, bucket, writer);
    return writer.writeRaw(chunk, rest, chunk.length - rest).toByteArray();
  }

  /** The sum of all buckets. */
  static Usage sum(byte[] chunk) {
    ByteReader reader = reader(chunk);
    reader.readByte();
    return UsageCodec.read(reader);
  }

  /** The sum of the buckets from an index on. */
  static Usage sumFrom(byte[] chunk, int index) {
    ByteReader reader = bucketReader(chunk);
    Usage sum = Usage.ZERO;
    while (reader.hasRemaining()) {
      if (reader.readByte() >= index) {
        sum = sum.plus(UsageCodec.read(reader));
      } else {
        UsageCodec.skip(reader);
      }
    }
    return sum;
  }

  /** Whether a bucket may be negative, so that spend may grow when it leaves a window. */
  static boolean mayBeNegative(byte[] chunk) {
    return reader(chunk).readByte() != 0;
  }

  /** Returns whether the visitor wants more after the last bucket. */
  static boolean forEachBucket(byte[] chunk, BucketVisitor visitor) {
    ByteReader reader = bucketReader(chunk);
    while (reader.hasRemaining()) {
      if (!visitor.visit(reader.readByte(), UsageCodec.read(reader))) {
        return false;
      }
    }
    return true;
  }

  private static void writeBucket(int index, Usage spent, ByteWriter writer) {
    if (!spent.isZero()) {
      UsageCodec.write(spent, writer.writeByte(index));
    }
  }

  private static ByteReader bucketReader(byte[] chunk) {
    ByteReader reader = reader(chunk);
    reader.readByte();
    UsageCodec.skip(reader);
    return reader;
  }

  private static ByteReader reader(byte[] chunk) {
    ByteReader reader = new ByteReader(chunk);
    int format = reader.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("a chunk of unknown format " + format);
    }
    return reader;
  }

  private static int position(byte[] chunk, ByteReader reader) {
    return chunk.length - reader.remaining();
  }
}
