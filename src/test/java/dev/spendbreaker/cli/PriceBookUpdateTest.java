package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkout with the two scripts, and programs that do as the test says. */
class PriceBookUpdateTest {
  private static final String BOOK = "src/main/resources/dev/spendbreaker/pricing/prices.txt";

  @TempDir Path checkout;

  private final List<String> ran = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private String newBook = "old";

  @BeforeEach
  void checkOut() throws IOException {
    write("src/build/prices.mjs", "");
    write("src/build/prices-crosscheck.mjs", "");
    write(BOOK, "old");
  }

  @Test
  void shouldRunBothScriptsOnTheDownloadedPackageAndSayWhatChanged() throws Exception {
    newBook = "new";

    List<String> changed = new PriceBookUpdate(checkout, this::program).run();

    assertThat(changed).containsExactly(BOOK);
    Path folder = folders.get(0);
    String unpacked = folder + "/node_modules/@pydantic/genai-prices";
    assertThat(ran)
        .anySatisfy(command -> assertThat(command).startsWith("npm install --prefix " + folder))
        .contains(
            "node src/build/prices.mjs " + unpacked + " 2026-09-23",
            "node src/build/prices-crosscheck.mjs " + unpacked);
    assertThat(folder).doesNotExist();
  }

  @Test
  void shouldSayThatNothingChanged() throws Exception {
    assertThat(new PriceBookUpdate(checkout, this::program).run()).isEmpty();
  }

  @Test
  void shouldLeaveTheFilesAndNoFolderBehindWhereAProgramFails() throws Exception {
    Programs failing =
        (directory, command) -> {
          folders.add(directory);
          throw new PriceUpdateException("no npm");
        };

    assertThatExceptionOfType(PriceUpdateException.class)
        .isThrownBy(() -> new PriceBookUpdate(checkout, failing).run())
        .withMessage("no npm");
    assertThat(folders.get(0)).doesNotExist();
    assertThat(checkout.resolve(BOOK)).hasContent("old");
  }

  @Test
  void shouldSayWhichProgramIsMissing() {
    assertThatExceptionOfType(PriceUpdateException.class)
        .isThrownBy(() -> Programs.INSTALLED.run(checkout, List.of("no-such-program-here")))
        .withMessage(
            "cannot run 'no-such-program-here': install Node.js 20 or newer, which brings node and"
                + " npm");
  }

  private String program(Path directory, List<String> command) throws IOException {
    folders.add(directory);
    String line = String.join(" ", command);
    ran.add(line);
    if (line.startsWith("node src/build/prices.mjs")) {
      write(BOOK, newBook);
    }
    return line.startsWith("npm view")
        ? "2026-09-23T10:11:04.622000+00:00"
        : line.startsWith("node -p") ? "0.1.8" : "";
  }

  private void write(String file, String content) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
