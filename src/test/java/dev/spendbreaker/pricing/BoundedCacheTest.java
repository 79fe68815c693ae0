package dev.spendbreaker.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {

  @Test
  void shouldNotGrowWithHostileNames() {
    BoundedCache<String, String> cache = new BoundedCache<>(100);

    for (int i = 0; i < 10_000; i++) {
      cache.get("name-" + i, key -> key);
      assertThat(cache.size()).isLessThanOrEqualTo(200);
    }
  }

  @Test
  void shouldKeepWhatIsAskedForOftenThroughAFlood() {
    BoundedCache<String, String> cache = new BoundedCache<>(100);
    AtomicInteger computed = new AtomicInteger();

    for (int i = 0; i < 10_000; i++) {
      cache.get("name-" + i, key -> key);
      cache.get(
          "often",
          key -> {
            computed.incrementAndGet();
            return key;
          });
    }

    assertThat(computed).hasValue(1);
  }

  @Test
  void shouldGiveEachKeyItsOwnValue() {
    BoundedCache<Integer, Integer> cache = new BoundedCache<>(10);

    for (int i = 0; i < 1_000; i++) {
      assertThat(cache.get(i % 37, key -> key * 2)).isEqualTo(i % 37 * 2);
    }
  }
}
