package dev.spendbreaker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  @TempDir Path directory;

  private final List<String> problems = new ArrayList<>();

  @Test
  void shouldReadKeysValuesAndLines() throws Exception {
    String text =
        """
        # a comment that ends in a backslash \\
        a=1
        ! another

          b : two words
        c=first \\
            second \\
            # third
        d\\ e = caf\\u00e9
        f
        """;

    assertThat(read(text))
        .containsExactly(
            "2 a=1", "5 b=two words", "6 c=first second # third", "9 d e=café", "10 f=");
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldReadUtf8WithAByteOrderMarkAndWindowsLineEnds() throws Exception {
    assertThat(read("\uFEFFa=ü\r\nb=2\r\n")).containsExactly("1 a=ü", "2 b=2");
  }

  @Test
  void shouldNotTakeAnEscapedBackslashForAContinuation() throws Exception {
    assertThat(read("a=1\\\\\nb=2")).containsExactly("1 a=1\\", "2 b=2");
  }

  @Test
  void shouldEndAtABackslashOnTheLastLine() throws Exception {
    assertThat(read("a=1\\")).containsExactly("1 a=1");
  }

  @Test
  void shouldReportADuplicateKeyWithBothLines() throws Exception {
    assertThat(read("a=1\nb=2\na=3")).containsExactly("1 a=1", "2 b=2");
    assertThat(problems)
        .containsExactly(
            "duplicate setting 'a' in app.properties line 3: it is set in line 1 already");
  }

  @Test
  void shouldReportAMalformedEscapeAndReadOn() throws Exception {
    assertThat(read("a=\\u00zz\nb=2")).containsExactly("2 b=2");
    assertThat(problems).containsExactly("malformed \\uXXXX escape in app.properties line 1");
  }

  @Test
  void shouldReportBytesThatAreNotUtf8() throws Exception {
    Path file = directory.resolve("app.properties");
    Files.write(file, new byte[] {'a', '=', (byte) 0xE9});

    assertThat(SettingsFile.read(file, problems)).isEmpty();
    assertThat(problems)
        .containsExactly("settings file '" + file + "' is not UTF-8: save it in that encoding");
  }

  @Test
  void shouldReportAFileThatIsMissingADirectoryOrTooLarge() throws Exception {
    Path missing = directory.resolve("none.properties");
    Path large = directory.resolve("large.properties");
    Files.writeString(large, "#".repeat(1024 * 1024 + 1));

    SettingsFile.read(missing, problems);
    SettingsFile.read(directory, problems);
    SettingsFile.read(large, problems);

    assertThat(problems).hasSize(3);
    assertThat(problems.get(0)).isEqualTo("settings file '" + missing + "' does not exist");
    assertThat(problems.get(1)).startsWith("settings file '" + directory + "' cannot be read: ");
    assertThat(problems.get(2)).endsWith("cannot be read: it is larger than 1048576 bytes");
  }

  private List<String> read(String text) throws IOException {
    Path file = directory.resolve("app.properties");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return SettingsFile.read(file, problems).stream().map(SettingsFileTest::asText).toList();
  }

  private static String asText(Given given) {
    return ((Origin.FileLine) given.origin).line() + " " + given.key + "=" + given.value;
  }
}
