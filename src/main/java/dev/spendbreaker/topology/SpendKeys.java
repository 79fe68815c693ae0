package dev.spendbreaker.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spendbreaker.budget.BucketView;
import dev.spendbreaker.budget.ChunkVisitor;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one scope's chunks in the spend store: scope key, a zero byte (which no scope key
 * has), the level, the chunk's start. They sort by scope, level and time.
 */
public final class SpendKeys {
  private final byte[] scope;

  SpendKeys(Scope scope) {
    this.scope = scope.key().getBytes(UTF_8);
  }

  Bytes of(Level level, long chunkStartMillis) {
    return Bytes.wrap(
        new ByteWriter(scope.length + 2 + Long.BYTES)
            .writeRaw(scope, 0, scope.length)
            .writeByte(0)
            .writeByte(level.number())
            .writeLong(Math.max(0, chunkStartMillis))
            .toByteArray());
  }

  /** Sorts before or at every key of the scope. */
  Bytes first() {
    return of(Level.SECOND, 0);
  }

  /** Sorts after every key of the scope. */
  Bytes last() {
    return of(Level.DAY, Long.MAX_VALUE);
  }

  /** A scope's chunks, read only, from any store that holds them. */
  public static BucketView view(ReadOnlyKeyValueStore<Bytes, byte[]> store, Scope scope) {
    SpendKeys keys = new SpendKeys(scope);
    return new BucketView() {
      @Override
      public byte @Nullable [] chunk(Level level, long chunkStartMillis) {
        return store.get(keys.of(level, chunkStartMillis));
      }

      @Override
      public void forEachChunk(Level level, long from, long to, ChunkVisitor visitor) {
        if (from < to) {
          visit(store.range(keys.of(level, from), keys.of(level, to)), visitor);
        } else if (from == to) {
          visitOne(level, from, visitor);
        }
      }

      /** Most often one chunk is asked for: where a window moves on by a bucket. */
      private void visitOne(Level level, long start, ChunkVisitor visitor) {
        byte[] chunk = chunk(level, start);
        if (chunk != null) {
          visitor.visit(start, chunk);
        }
      }
    };
  }

  /** Visits until the visitor has seen enough, and closes. */
  static void visit(KeyValueIterator<Bytes, byte[]> chunks, ChunkVisitor visitor) {
    try (chunks) {
      while (chunks.hasNext()) {
        KeyValue<Bytes, byte[]> entry = chunks.next();
        if (!visitor.visit(startOf(entry.key.get()), entry.value)) {
          return;
        }
      }
    }
  }

  private static long startOf(byte[] key) {
    return new ByteReader(key, key.length - Long.BYTES, Long.BYTES).readLong();
  }
}
