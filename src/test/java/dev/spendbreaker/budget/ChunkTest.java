package dev.spendbreaker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.Usage;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChunkTest {
  private static final Usage ALL_FIGURES = new Usage(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  @Test
  void shouldReadTheBytesOfFormat1() {
    byte[] stored = HexFormat.of().parseHex("0100" + "090602" + "00090202" + "020104");

    assertThat(Chunk.sum(stored)).isEqualTo(usage(3, 1));
    assertThat(buckets(stored)).isEqualTo(Map.of(0, usage(1, 1), 2, usage(2, 0)));
  }

  @Test
  void shouldRefuseAFormatItDoesNotKnow() {
    assertThatThrownBy(() -> Chunk.sum(new byte[] {2, 0, 0}))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessageContaining("unknown format 2");
  }

  @Test
  void shouldKeepEveryFigure() {
    byte[] chunk = Chunk.add(Chunk.add(null, 95, ALL_FIGURES), 0, ALL_FIGURES.negate());

    assertThat(buckets(chunk)).isEqualTo(Map.of(0, ALL_FIGURES.negate(), 95, ALL_FIGURES));
    assertThat(Chunk.sum(chunk)).isEqualTo(Usage.ZERO);
    assertThat(Chunk.sumFrom(chunk, 1)).isEqualTo(ALL_FIGURES);
  }

  @Test
  void shouldTellWhetherABucketMayBeNegative() {
    byte[] positive = Chunk.add(Chunk.add(null, 3, usage(5, 1)), 3, usage(-5, 0));
    byte[] negative = Chunk.add(positive, 4, usage(-1, 0));

    assertThat(Chunk.mayBeNegative(positive)).isFalse();
    assertThat(Chunk.mayBeNegative(negative)).isTrue();
  }

  @Test
  void shouldForgetABucketThatIsTakenBackWhole() {
    byte[] one = Chunk.add(null, 7, ALL_FIGURES);
    byte[] back = Chunk.add(Chunk.add(one, 9, ALL_FIGURES), 9, ALL_FIGURES.negate());

    assertThat(back).isEqualTo(one);
  }

  @Test
  void shouldHoldWhatAMapHolds() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Map<Integer, Usage> model = new TreeMap<>();
      byte[] chunk = Chunk.add(null, 0, Usage.ZERO);
      for (int i = 0; i < 200; i++) {
        int index = random.nextInt(96);
        Usage delta = usage(random.nextInt(5) - 2, random.nextInt(3) - 1);
        chunk = Chunk.add(chunk, index, delta);
        model.merge(index, delta, Usage::plus);
      }
      model.values().removeIf(Usage::isZero);
      assertThat(buckets(chunk)).as("seed " + seed).isEqualTo(model);
      assertThat(Chunk.sum(chunk)).as("seed " + seed).isEqualTo(sum(model, 0));
      assertThat(Chunk.sumFrom(chunk, 40)).as("seed " + seed).isEqualTo(sum(model, 40));
    }
  }

  @Test
  void shouldSayThatBytesEndEarly() {
    byte[] chunk = Chunk.add(null, 1, ALL_FIGURES);

    assertThatThrownBy(() -> Chunk.sum(Arrays.copyOf(chunk, 4)))
        .isInstanceOf(CorruptBytesException.class);
  }

  private static Usage sum(Map<Integer, Usage> model, int from) {
    return model.entrySet().stream()
        .filter(bucket -> bucket.getKey() >= from)
        .map(Map.Entry::getValue)
        .reduce(Usage.ZERO, Usage::plus);
  }

  private static Map<Integer, Usage> buckets(byte[] chunk) {
    Map<Integer, Usage> buckets = new TreeMap<>();
    Chunk.forEachBucket(
        chunk,
        (index, spent) -> {
          buckets.put(index, spent);
          return true;
        });
    return buckets;
  }

  private static Usage usage(long nanos, long calls) {
    return new Usage(nanos, 0, 0, 0, 0, 0, calls, 0, 0, 0);
  }
}
