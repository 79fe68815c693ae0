package dev.spendbreaker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTokensTest {
  /** printf %s correct-horse-battery-staple | sha256sum. */
  private static final String HASH =
      "63c879a78d8d15bfd3b86b88f3b1f2bf23bd1ae8af2e4a1b0e3b9bb1ac9ef8f4";

  @TempDir Path directory;

  private static AccessToken token(String name, String text) {
    return AccessToken.of(name, Set.of(Permission.READ, Permission.CHECK), text);
  }

  @Test
  void shouldKnowATokenByItsHashAlone() throws Exception {
    String secret = AccessToken.random();
    String line = token("gateway", secret).line();
    assertThat(line).matches("gateway [0-9a-f]{64} read,check").doesNotContain(secret);

    AccessTokens tokens = AccessTokens.of(List.of(AccessToken.parse(line)));

    Caller caller = tokens.authenticate(secret);
    assertThat(caller.name()).isEqualTo("gateway");
    assertThat(caller.may(Permission.CHECK)).isTrue();
    assertThat(caller.may(Permission.WRITE)).isFalse();
    assertThatThrownBy(() -> tokens.authenticate(secret + "x"))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageNotContaining(secret);
    assertThatThrownBy(() -> tokens.authenticate(line.split(" ", -1)[1]))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void shouldMakeTokensThatNobodyGuesses() {
    assertThat(AccessToken.random()).matches("sb_[A-Za-z0-9_-]{43}");
    assertThat(AccessToken.random()).isNotEqualTo(AccessToken.random());
  }

  @Test
  void shouldReadAFileOfTokens() throws Exception {
    String secret = AccessToken.random();
    Path file = directory.resolve("tokens.txt");
    Files.writeString(
        file, "# who may ask\n\n  " + token("a", secret).line() + "\nb " + HASH + " write\n");

    AccessTokens tokens = AccessTokens.of(AccessTokens.read(file));

    assertThat(tokens.authenticate(secret).name()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a HASH | it must be: name",
        "a HASH read,check more | it must be: name",
        "a 1234 read | 64 hexadecimal digits",
        "a HASH reed | there is no scope 'reed': there are read, write, check, ingest",
        "a HASH read, | there is no scope ''",
        "a/b HASH read | the name must be"
      })
  void shouldSayWhichLineIsWrongAndWhy(String line, String why) throws Exception {
    Path file = directory.resolve("tokens.txt");
    Files.writeString(file, "# tokens\n" + line.replace("HASH", HASH) + "\n");

    assertThatThrownBy(() -> AccessTokens.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2 of ")
        .hasMessageContaining(why);
  }

  @Test
  void shouldRefuseTwoOfOneNameAndWhatIsEasyToGuess() {
    assertThatThrownBy(
            () ->
                AccessTokens.of(
                    List.of(token("a", AccessToken.random()), token("a", AccessToken.random()))))
        .hasMessageContaining("two tokens 'a'");
    assertThatThrownBy(() -> token("a", "short"))
        .hasMessageContaining("less than 20 characters")
        .hasMessageNotContaining("short'");
  }
}
