package dev.spendbreaker.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributeKeysTest {
  @Test
  void shouldNumberKeysInTheOrderGiven() {
    AttributeKeys keys = AttributeKeys.of(List.of("b", "a"));

    assertThat(keys.size()).isEqualTo(2);
    assertThat(keys.key(0)).isEqualTo("b");
    assertThat(keys.indexOf("a")).isEqualTo(1);
    assertThat(keys.indexOf("c")).isEqualTo(-1);
  }

  @Test
  void shouldMatchNothingWhenNothingIsWanted() {
    assertThat(match(AttributeKeys.of(List.of()), "a")).isEqualTo(-1);
  }

  @Test
  void shouldMatchBytesOnlyOfTheWholeKey() {
    AttributeKeys keys = AttributeKeys.of(List.of("model", "gen_ai.request.model", "名前"));

    assertThat(match(keys, "model")).isZero();
    assertThat(match(keys, "gen_ai.request.model")).isEqualTo(1);
    assertThat(match(keys, "名前")).isEqualTo(2);
    assertThat(match(keys, "gen_ai.request.mode")).isEqualTo(-1);
    assertThat(match(keys, "gen_ai.request.model2")).isEqualTo(-1);
    assertThat(match(keys, "mode")).isEqualTo(-1);
    assertThat(match(keys, "")).isEqualTo(-1);
  }

  @Test
  void shouldTellKeysApartThatDifferInOneCharacter() {
    List<String> spellings = new ArrayList<>();
    String key = "gen_ai.usage.cache_read_input_tokens.of_the_prompt";
    for (int i = 0; i < key.length(); i++) {
      spellings.add(key.substring(0, i) + '#' + key.substring(i + 1));
    }
    AttributeKeys keys = AttributeKeys.of(spellings);

    for (int i = 0; i < spellings.size(); i++) {
      assertThat(match(keys, spellings.get(i))).isEqualTo(i);
    }
    assertThat(match(keys, key)).isEqualTo(-1);
  }

  @Test
  void shouldMatchAsAListDoesForRandomKeys() {
    long seed = 41;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> wanted = randomKeys(random, random.nextInt(60)).stream().distinct().toList();
      AttributeKeys keys = AttributeKeys.of(wanted);
      for (String key : randomKeys(random, 60)) {
        assertThat(match(keys, key)).as("seed %d, %s", seed, key).isEqualTo(wanted.indexOf(key));
      }
    }
  }

  @Test
  void shouldRefuseAKeyThatIsEmptyOrThereTwice() {
    assertThatThrownBy(() -> AttributeKeys.of(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AttributeKeys.of(List.of("a", "b", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
  }

  /** Short keys of few letters, so that many are the same. */
  private static List<String> randomKeys(Random random, int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder key = new StringBuilder("k");
      for (int j = random.nextInt(12); j > 0; j--) {
        key.append(random.nextInt(8) == 0 ? 'b' : 'a');
      }
      keys.add(key.toString());
    }
    return keys;
  }

  private static int match(AttributeKeys keys, String key) {
    byte[] bytes = ("##" + key + "##").getBytes(UTF_8);
    return keys.match(bytes, 2, bytes.length - 4);
  }
}
