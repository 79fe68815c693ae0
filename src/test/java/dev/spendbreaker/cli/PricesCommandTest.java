package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against an application that answers as it is told. */
class PricesCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private String answer = "{}";
  private HttpServer application;

  @BeforeEach
  void start() throws IOException {
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext("/", this::answer);
    application.start();
  }

  @AfterEach
  void stop() {
    application.stop(0);
  }

  @Test
  void shouldListTheModelsOfTheBookWithAText() {
    assertThat(run("list", "CODESTRAL-2501")).isEqualTo(ExitCode.OK);

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("MODEL").contains("INPUT", "CACHE READ", "PER CALL");
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("codestral", "0.3 ", "0.9 "));
    assertThat(lines.get(lines.size() - 1)).startsWith("price book: @pydantic/genai-prices ");
  }

  @Test
  void shouldSayThatNoModelHasTheText() {
    assertThat(run("list", "no such model")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .startsWith("no model of the price book has 'no such model' in its name");
  }

  @Test
  void shouldShowWhatANameMatchesAndItsTiers() {
    answer =
        """
        {"entry": "google/gemini-x", "from": "book", "book": "some 1.0",
         "price": {"input": 1.25, "output": 10, "cacheRead": 0.125, "cacheWrite": 1.25,
                   "cacheWrite1h": 2, "reasoning": 10, "inputAudio": 3, "cacheReadAudio": 0.3,
                   "outputAudio": 12, "perCall": 0},
         "tiers": [{"aboveInputTokens": 200000, "price": {"input": 2.5, "output": 15,
                    "cacheRead": 0.25, "cacheWrite": 2.5, "cacheWrite1h": 4, "reasoning": 15,
                    "inputAudio": 6, "cacheReadAudio": 0.6, "outputAudio": 24, "perCall": 0}}]}""";

    assertThat(run("show", "-", "gemini x/1")).isEqualTo(ExitCode.OK);

    assertThat(requests).containsExactly("GET /v1/prices?provider=&model=gemini%20x%2F1 ");
    assertThat(out.toString().lines())
        .containsExactly(
            "google/gemini-x (the price book, some 1.0)",
            "INPUT TOKENS  INPUT  OUTPUT  CACHE READ  CACHE WRITE  CACHE WRITE 1H  REASONING"
                + "  AUDIO IN  AUDIO CACHED  AUDIO OUT  PER CALL",
            "any           1.25   10      0.125       1.25         2               10       "
                + "  3         0.3           12         0",
            "above 200000  2.5    15      0.25        2.5          4               15       "
                + "  6         0.6           24         0");
  }

  @Test
  void shouldSetAPriceWithItsDefaultsWrittenOut() {
    answer = "{\"revision\": 12}";

    assertThat(
            run(
                "set",
                "Acme/Big",
                "--input",
                "3.00",
                "--output",
                "15",
                "--cache-read=0.3",
                "--input-audio=40"))
        .isEqualTo(ExitCode.OK);

    assertThat(requests)
        .containsExactly(
            "PUT /v1/prices/acme%2Fbig {\"version\":1,\"input\":3,\"output\":15,"
                + "\"cacheRead\":0.3,\"cacheWrite\":3,\"cacheWrite1h\":3,\"reasoning\":15,"
                + "\"inputAudio\":40,\"cacheReadAudio\":0.3,\"outputAudio\":15,\"perCall\":0}");
    assertThat(out.toString()).isEqualToIgnoringNewLines("acme/big in force, revision 12");
  }

  @Test
  void shouldSendNothingThatIsNotValid() {
    assertThat(run("set", "big", "--input", "3", "--output", "15")).isEqualTo(ExitCode.FAILURE);
    assertThat(run("set", "a/b", "--input=-3", "--output", "15")).isEqualTo(ExitCode.FAILURE);

    assertThat(requests).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "error: $: the key \"big\" of a model's price must be provider/model or */model",
            "error: $.input: must be US dollars from 0 to 1000000 with at most 9 decimals,"
                + " not -3");
  }

  @Test
  void shouldImportAllPricesOfAFileOrNone() throws Exception {
    String good = "- {model: a/b, version: 1, input: 1, output: 2}\n";
    Path file = Files.writeString(directory.resolve("prices.yaml"), good);

    assertThat(run("import", "-f", file.toString())).isEqualTo(ExitCode.OK);
    assertThat(requests).hasSize(1);

    Files.writeString(file, good + "- {model: a/c, version: 1, input: 1}\n");
    assertThat(run("import", "-f", file.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(requests).hasSize(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "error: " + file + ":2:3: price 'a/c', $.output: is missing; it is required");
  }

  @Test
  void shouldSayThatThereIsNoSuchFileToImport() {
    assertThat(run("import", "-f", "absent.yaml")).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString())
        .startsWith("error: cannot read 'absent.yaml': there is no such file");
  }

  @Test
  void shouldDeletePrices() {
    assertThat(run("delete", "a/b", "c/d:1")).isEqualTo(ExitCode.OK);

    assertThat(requests)
        .containsExactly("DELETE /v1/prices/a%2Fb ", "DELETE /v1/prices/c%2Fd%3A1 ");
  }

  @Test
  void shouldListTheModelsWithoutAPrice() {
    answer =
        """
        {"models": [{"provider": "acme", "model": "new", "calls": 7,
                     "firstSeen": "2026-11-23T09:00:00Z", "lastSeen": "2026-11-23T10:00:00Z",
                     "pricedNow": false},
                    {"model": "(others)", "calls": 2, "firstSeen": "2026-11-23T09:00:00Z",
                     "lastSeen": "2026-11-23T09:00:00Z", "pricedNow": true}]}""";

    assertThat(run("unpriced")).isEqualTo(ExitCode.OK);

    assertThat(requests).containsExactly("GET /v1/prices/unpriced ");
    assertThat(out.toString().lines())
        .containsExactly(
            "PROVIDER  MODEL     CALLS  FIRST SEEN            LAST SEEN             PRICED NOW",
            "acme      new       7      2026-11-23T09:00:00Z  2026-11-23T10:00:00Z  no",
            "-         (others)  2      2026-11-23T09:00:00Z  2026-11-23T09:00:00Z  yes");
  }

  @Test
  void shouldSayThatThereIsNoCheckoutToUpdate() {
    assertThat(runAlone("update", "--checkout", directory.toString())).isEqualTo(ExitCode.FAILURE);

    assertThat(err.toString())
        .startsWith("error: there is no src/build/prices.mjs in '" + directory + "': run this in a")
        .doesNotContain("Exception");
  }

  private int run(String command, String... arguments) {
    boolean talks = !command.equals("list");
    String url = "http://127.0.0.1:" + application.getAddress().getPort();
    return execute(talks ? List.of("--url", url) : List.of(), command, arguments);
  }

  private int runAlone(String command, String... arguments) {
    return execute(List.of(), command, arguments);
  }

  private int execute(List<String> more, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("prices", command));
    all.addAll(List.of(arguments));
    all.addAll(more);
    return SpendbreakerCommand.execute(
        SpendbreakerCommand.of(new PricesCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true)),
        all.toArray(String[]::new));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    byte[] bytes = answer.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
