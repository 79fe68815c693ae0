package dev.spendbreaker.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A format does not change unnoticed. Where one is to change: give it another format byte, and read
 * the old one; let the file of the last release be, and write the next number beside it, with
 * {@code mvn test -Dtest=FormatsTest -Dformats.write=true}. {@code UpgradeTest} opens them all.
 */
class FormatsTest {
  /** Of the newest formats. */
  private static final Path NEWEST = Path.of("src/test/resources/formats/1.tsv");

  @Test
  void shouldWriteTheBytesThatItWroteBefore() throws Exception {
    List<String> written;
    try (World world = new World()) {
      written = world.records().stream().map(Stored::line).toList();
    }
    if (Boolean.getBoolean("formats.write")) {
      Files.write(NEWEST, written);
    }

    assertThat(written)
        .as(
            "bytes of stores and internal topics; the comment on this test says what a change needs")
        .isEqualTo(Files.readAllLines(NEWEST));
  }
}
