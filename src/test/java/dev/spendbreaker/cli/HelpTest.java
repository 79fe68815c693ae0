package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** All commands there are, and what they say of themselves. */
class HelpTest {
  private static final String EXAMPLE = "Example: ";

  /** Those that print rows, which programs may want to read. */
  private static final List<String> LISTINGS =
      List.of(
          "policy list",
          "prices list",
          "prices show",
          "prices unpriced",
          "status",
          "watch",
          "topics check",
          "explain-trace",
          "replay");

  private static Stream<Arguments> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(Main.commandLine(), all);
    return all.stream().map(each -> Arguments.of(each.getCommandSpec().qualifiedName(), each));
  }

  private static void collect(CommandLine command, List<CommandLine> into) {
    into.add(command);
    command.getSubcommands().values().forEach(each -> collect(each, into));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void shouldShowWhatItDoesWithExamplesThatAreUnderstoodAndItsExitCodes(
      String name, CommandLine command) {
    String help = help(name);

    assertThat(help)
        .contains(EXAMPLE + name.split(" ", -1)[0])
        .contains("Exit codes:", "0   success", "2   a flag", "3   Kafka");
    assertThat(String.join("", command.getCommandSpec().usageMessage().description())).isNotBlank();
    for (String example : examples(command)) {
      CommandLine.ParseResult parsed = Main.commandLine().parseArgs(arguments(example));
      assertThat(parsed.errors()).as(example).isEmpty();
    }
    assertThat(examples(command)).as("examples of " + name).isNotEmpty();
  }

  private static String help(String name) {
    StringWriter out = new StringWriter();
    String arguments = name.replaceFirst("spendbreaker ?", "") + " --help";
    CommandLine all = Main.commandLine().setOut(new PrintWriter(out, true));
    assertThat(all.execute(arguments.strip().split(" "))).isZero();
    return out.toString();
  }

  private static List<String> examples(CommandLine command) {
    return Arrays.stream(command.getCommandSpec().usageMessage().footer())
        .filter(line -> line.startsWith(EXAMPLE))
        .map(line -> line.substring(EXAMPLE.length()).replace("%%", "%"))
        .toList();
  }

  /** What the shell would hand over. */
  private static String[] arguments(String example) {
    String command = example.replaceFirst(".*?spendbreaker ", "").split(" [|>#] ", 2)[0];
    return FamilyFlags.normalize(command.strip().split(" "));
  }

  @Test
  void shouldPrintJsonWhereThereAreRows() {
    for (String listing : LISTINGS) {
      CommandLine command = Main.commandLine();
      for (String word : listing.split(" ", -1)) {
        command = Objects.requireNonNull(command.getSubcommands().get(word), word);
      }
      assertThat(command.getCommandSpec().findOption("--json")).as(listing).isNotNull();
    }
  }

  @Test
  void shouldHaveNoColoursWhereNobodyWantsThem() {
    assertThat(Terminal.wantsColours(Map.of())).isTrue();
    assertThat(Terminal.wantsColours(Map.of("NO_COLOR", ""))).isTrue();
    assertThat(Terminal.wantsColours(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.wantsColours(Map.of("TERM", "dumb"))).isFalse();
  }

  @Test
  void shouldShowProgressOnATerminalOnlyAndLeaveNothingOfIt() {
    StringWriter elsewhere = new StringWriter();
    StringWriter terminal = new StringWriter();
    for (StringWriter err : List.of(elsewhere, terminal)) {
      try (ReplayProgress progress =
          new ReplayProgress(new PrintWriter(err), err.equals(terminal))) {
        assertThat(progress.over("otlp_spans").at(1_000, 2_000, 0)).isTrue();
      }
    }

    assertThat(elsewhere.toString()).isEmpty();
    assertThat(terminal.toString())
        .isEqualTo(
            "\r\u001b[Kotlp_spans: read 1,000 of 2,000 records, up to 1970-01-01T00:00:00Z\r\u001b[K");
  }
}
