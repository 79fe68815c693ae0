package dev.spendbreaker.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.spendbreaker.budget.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFilesTest {
  private static final Dimensions DIMENSIONS = Dimensions.with(List.of("team"));

  private static final String ONE =
      """
      # what research may spend
      id: research
      version: 1
      scope: {agent: research-agent, task: "*"}
      limit:
        usd: 25.00
      window: {rolling: PT1H}
      countFrom: 2026-12-01T00:00:00Z
      """;

  @Test
  void shouldReadOnePolicy() {
    List<NamedPolicy> policies = PolicyFiles.read("p.yaml", ONE, DIMENSIONS);

    assertThat(policies).hasSize(1);
    assertThat(policies.get(0).id()).isEqualTo("research");
    assertThat(policies.get(0).location()).isEqualTo("p.yaml:2:1");
    assertThat(PolicyDocuments.parse("research", policies.get(0).jsonBytes(), 1, DIMENSIONS))
        .isEqualTo(
            Policies.policy("research")
                .task("research-agent", "*")
                .usd("25")
                .rolling(Duration.ofHours(1))
                .countFrom(Instant.parse("2026-12-01T00:00:00Z").toEpochMilli())
                .build());
  }

  @Test
  void shouldReadAYamlStream() {
    String text = "---\n" + policy("a") + "---\n---\n" + policy("b") + "...\n";

    assertThat(PolicyFiles.read("p.yml", text, DIMENSIONS))
        .extracting(NamedPolicy::id, NamedPolicy::location)
        .containsExactly(tuple("a", "p.yml:2:1"), tuple("b", "p.yml:8:1"));
  }

  @Test
  void shouldReadYamlLists() {
    String items = policy("a").replaceFirst("^", "- ").replace("\n", "\n  ").strip();

    assertThat(ids("p.yaml", items)).containsExactly("a");
    assertThat(ids("p.yaml", "policies:\n" + items)).containsExactly("a");
  }

  @Test
  void shouldReadJson() {
    assertThat(ids("p.json", json("a"))).containsExactly("a");
    assertThat(ids("p.json", "[" + json("b") + "," + json("a") + "]")).containsExactly("b", "a");
    assertThat(ids("p.json", "{\"policies\":[" + json("a") + "]}")).containsExactly("a");
    assertThat(ids("no-ending", json("a"))).containsExactly("a");
  }

  @Test
  void shouldReadAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), "\uFEFF" + ONE);

    assertThat(PolicyFiles.read(file, DIMENSIONS))
        .extracting(NamedPolicy::id)
        .containsExactly("research");
  }

  @Test
  void shouldRefuseAFileThatIsNoUtf8OrTooLarge(@TempDir Path folder) throws IOException {
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xE4});
    Path large = Files.write(folder.resolve("large.yaml"), new byte[3 * 1024 * 1024 + 1]);

    assertThatThrownBy(() -> PolicyFiles.read(latin, DIMENSIONS))
        .isInstanceOf(InvalidDocumentFileException.class)
        .hasMessage(latin + ":1:1: is not UTF-8");
    assertThatThrownBy(() -> PolicyFiles.read(large, DIMENSIONS))
        .isInstanceOf(InvalidDocumentFileException.class)
        .hasMessageContaining("larger than 3 MiB");
    assertThatThrownBy(() -> PolicyFiles.read(folder.resolve("none.yaml"), DIMENSIONS))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldGiveThePlaceOfAWrongValue() {
    assertRefused("p.yaml", ONE.replace("25.00", "-1"), 6, 8, "$.limit.usd: must be 0 or more");
  }

  @Test
  void shouldGiveThePlaceInALaterDocument() {
    String text = policy("a") + "---\n" + policy("b").replace("usd", "eur");

    assertRefused("p.yaml", text, 9, 14, "policy 'b', $.limit.eur: unknown field 'eur'");
  }

  @Test
  void shouldGiveThePlaceInJson() {
    String text = "[\n  " + json("a").replace("\"limit\"", "\n\"limt\"") + "\n]";

    assertRefused("p.json", text, 3, 8, "unknown field 'limt' — did you mean 'limit'?");
  }

  @Test
  void shouldGiveThePlaceOfThePolicyWhereAFieldIsMissing() {
    assertRefused("p.yaml", "id: a\nversion: 1\n", 1, 1, "$.scope: is missing");
  }

  @Test
  void shouldGiveThePlaceOfASyntaxError() {
    assertRefused("p.yaml", "id: a\nlimit: {usd: 5\n", 3, 1, "expected ',' or '}'");
    assertRefused("p.json", "{\n\"id\": nope}", 2, 7, "Unrecognized token 'nope'");
  }

  @Test
  void shouldExplainAnUnquotedAsterisk() {
    assertRefused("p.yaml", ONE.replace("\"*\"", "*"), 4, 39, "write \"*\" in quotes");
  }

  @Test
  void shouldRefuseAliasesAndDuplicates() {
    assertRefused(
        "p.yaml", "id: &x a\nscope: {agent: *x}\n", 2, 16, "YAML aliases (*x) are not read");
    assertRefused("p.yaml", policy("a") + "limit: {usd: 1}\n", 5, 1, "field 'limit' stands twice");
  }

  @Test
  void shouldRefuseTheSameIdTwice() {
    assertRefused(
        "p.yaml", policy("a") + "---\n" + policy("a"), 6, 1, "policy 'a' stands at p.yaml:1:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | holds no policy",
        "# nothing | holds no policy",
        "[] | holds no policy",
        "policies: [] | holds no policy",
        "policies: 5 | 'policies' must be an array",
        "{policies: [], other: 1} | field 'other' stands beside 'policies'",
        "[5] | a policy must be an object",
        "just text | a policy must be an object",
        "version: 1 | needs an id",
        "id: 5 | needs an id, in quotes",
        "id: a b | $.id: a policy id is 1 to 200"
      })
  void shouldSayWhatAFileLacks(String text, String reason) {
    assertThatThrownBy(() -> PolicyFiles.read("p.yaml", text, DIMENSIONS))
        .isInstanceOf(InvalidDocumentFileException.class)
        .hasMessageStartingWith("p.yaml:")
        .hasMessageContaining(reason);
  }

  @Test
  void shouldAskForQuotesWhereYamlReadsANumber() {
    assertRefused(
        "p.yaml",
        ONE.replace("research-agent", "42"),
        4,
        16,
        "$.scope.agent: must be text (in quotes), not number");
  }

  /** Whatever the text, the answer is policies or an error with its place. */
  @Test
  void shouldSurviveDamagedFiles() {
    Random random = new Random(20261123);
    String likely = "{}[]:,\"'0.-*&!|>?%@#\n\t \u0007\uFFFE<~";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(ONE + "---\n" + policy("b"));
      for (int left = random.nextInt(4); left >= 0; left--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, likely.charAt(random.nextInt(likely.length())));
      }
      try {
        assertThat(PolicyFiles.read("p.yaml", text.toString(), DIMENSIONS)).isNotEmpty();
      } catch (InvalidDocumentFileException e) {
        assertThat(e.line()).as(text.toString()).isPositive();
        assertThat(e).hasMessageStartingWith("p.yaml:" + e.line() + ":" + e.column() + ": ");
      }
    }
  }

  private static void assertRefused(String file, String text, int line, int column, String reason) {
    assertThatThrownBy(() -> PolicyFiles.read(file, text, DIMENSIONS))
        .isInstanceOf(InvalidDocumentFileException.class)
        .hasMessageStartingWith(file + ":" + line + ":" + column + ": ")
        .hasMessageContaining(reason);
  }

  private static String policy(String id) {
    return "id: " + id + "\nversion: 1\nscope: {agent: a1}\nlimit: {usd: 5}\n";
  }

  private static String json(String id) {
    return "{\"id\":\""
        + id
        + "\",\"version\":1,\"scope\":{\"agent\":\"a\"},\"limit\":{\"usd\":5}}";
  }

  private static List<String> ids(String file, String text) {
    return PolicyFiles.read(file, text, DIMENSIONS).stream().map(NamedPolicy::id).toList();
  }
}
