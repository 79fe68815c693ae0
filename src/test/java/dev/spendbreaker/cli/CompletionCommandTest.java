package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.ExternalPrograms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real shells complete. */
class CompletionCommandTest {
  @TempDir Path directory;

  @Test
  void shouldCompleteCommandsAndFlagsInBash() throws Exception {
    Path script = script("bash");

    assertThat(completed(script, "pol")).containsExactly("policy");
    assertThat(completed(script, "policy", "")).contains("apply", "list", "delete", "validate");
    assertThat(completed(script, "policy", "list", "--j")).containsExactly("--json");
    assertThat(completed(script, "run", "--spans-t")).containsExactly("--spans-topic");
    assertThat(completed(script, "completion", "")).contains("bash", "zsh");
  }

  @Test
  @Tag("integration")
  void shouldCompleteInZsh() throws Exception {
    Path script = script("zsh");

    Path zsh = ExternalPrograms.zsh();
    String printed =
        printed(
            List.of(
                zsh.toString(),
                "-fc",
                "%s source %s; print -r -- $_comps[spendbreaker]; %s"
                    .formatted(places(zsh), script, inZsh("policy", "list", "--j"))));

    assertThat(printed.lines()).first().asString().contains("_complete_spendbreaker");
    assertThat(printed.lines()).contains("--json").doesNotContain("--limit");
  }

  /** Where one that was only unpacked has its modules and functions. */
  private static String places(Path zsh) {
    String root = zsh.toString().replaceFirst("(/usr)?/bin/zsh$", "");
    String usr = root + "/usr";
    return root.isEmpty()
        ? ""
        : "module_path=(%s/lib/*/zsh/*(/N)); fpath=(%s/share/zsh/functions/**/*(/N));"
            .formatted(usr, usr);
  }

  private Path script(String shell) throws Exception {
    StringWriter out = new StringWriter();
    int code =
        SpendbreakerCommand.execute(
            Main.commandLine().setOut(new PrintWriter(out, true)), "completion", shell);
    assertThat(code).isZero();
    return Files.writeString(directory.resolve(shell), out.toString());
  }

  private static List<String> completed(Path script, String... words) throws Exception {
    String command = "source " + script + "; " + completing(words);
    return printed(List.of("bash", "--norc", "-c", command)).lines().toList();
  }

  /** What a shell does once the tabulator is pressed after these words. */
  private static String completing(String... words) {
    List<String> all = new ArrayList<>(List.of("spendbreaker"));
    all.addAll(Arrays.asList(words));
    String quoted = all.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    return "COMP_WORDS=(%s); COMP_CWORD=%d; _complete_spendbreaker; printf '%%s\\n' \"${COMPREPLY[@]}\""
        .formatted(quoted, words.length);
  }

  /** What zsh does then, which leaves out itself what does not begin as the last word does. */
  private static String inZsh(String... words) {
    return "words=(spendbreaker %s); COMP_WORDS=($words); CURRENT=%d; COMP_CWORD=%d; compgen -F _complete_spendbreaker -- %s"
        .formatted(
            String.join(" ", words), words.length + 1, words.length, words[words.length - 1]);
  }

  /** Outside of a real completion bash complains that it is not in one. */
  private static String printed(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return printed;
  }
}
