package dev.spendbreaker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.document.PriceDocuments;
import dev.spendbreaker.document.PriceFiles;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.pricing.Quote;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spendbreaker prices}: what models cost. */
@Command(
    name = "prices",
    description = "Shows what models cost, sets prices, and lists the models without one.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PricesCommand.ListAll.class,
      PricesCommand.Show.class,
      PricesCommand.Set.class,
      PricesCommand.Import.class,
      PricesCommand.Delete.class,
      PricesCommand.Unpriced.class,
      PricesUpdateCommand.class
    },
    footer = {
      "",
      "Prices are US dollars per million tokens, and US dollars a call.",
      "Example: spendbreaker prices show openai gpt-4o-2024-08-06"
    })
final class PricesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: 'spendbreaker prices --help' lists them");
  }

  /** {@code spendbreaker prices list}. */
  @Command(
      name = "list",
      description = "Lists the models of the bundled price book, and what they cost now.",
      footer = {"", "Example: spendbreaker prices list claude"})
  static final class ListAll implements Callable<Integer> {
    @Parameters(
        arity = "0..1",
        paramLabel = "<text>",
        description = "Only models with this text in provider or name.")
    private String text = "";

    @Mixin private JsonOption json = new JsonOption();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
      PriceBook book = PriceBook.bundled();
      String wanted = text.toLowerCase(Locale.ROOT);
      List<Quote> quotes =
          book.listed(System.currentTimeMillis()).stream()
              .filter(quote -> quote.entry().toLowerCase(Locale.ROOT).contains(wanted))
              .toList();
      PrintWriter out = spec.commandLine().getOut();
      if (json.isWanted()) {
        JsonOption.print(document(book, quotes), out);
      } else {
        TextTable table = priceTable("MODEL");
        quotes.forEach(quote -> table.row(cells(quote.entry(), rates(quote))));
        table.print(out, "no model of the price book has '" + text + "' in its name");
        out.println("price book: " + book.source());
      }
      return ExitCode.OK;
    }

    private static JsonNode document(PriceBook book, List<Quote> quotes) {
      ObjectNode document = JsonNodeFactory.instance.objectNode().put("book", book.source());
      ArrayNode models = document.putArray("models");
      for (Quote quote : quotes) {
        models.addObject().put("entry", quote.entry()).set("price", rates(quote));
      }
      return document;
    }

    private static JsonNode rates(Quote quote) {
      return quote.price() == null
          ? JsonNodeFactory.instance.objectNode()
          : PriceDocuments.rates(quote.price());
    }
  }

  /** {@code spendbreaker prices show}. */
  @Command(
      name = "show",
      description = "Shows what a running application charges for a model, and why.",
      footer = {
        "",
        "Example: spendbreaker prices show aws.bedrock us.anthropic.claude-sonnet-4-20250514-v1:0"
      })
  static final class Show implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "<provider>",
        description = "As spans report it; - for none.")
    private String provider = "";

    @Parameters(index = "1", paramLabel = "<model>", description = "As spans report it.")
    private String model = "";

    @Mixin private ApiOptions api = new ApiOptions();

    @Mixin private JsonOption json = new JsonOption();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      JsonNode price = api.client().price(provider.equals("-") ? "" : provider, model);
      PrintWriter out = spec.commandLine().getOut();
      if (json.isWanted()) {
        JsonOption.print(price, out);
      } else {
        print(price, out);
      }
      return ExitCode.OK;
    }

    private static void print(JsonNode price, PrintWriter out) {
      String from =
          price.path("from").asText().equals("override")
              ? "a price that was set"
              : "the price book, " + price.path("book").asText();
      out.printf("%s (%s)%n", price.path("entry").asText(), from);
      if (price.path("price").isMissingNode()) {
        out.println("is not sold by the token: its calls count as unpriced");
      } else {
        table(price).print(out, "");
      }
    }

    private static TextTable table(JsonNode price) {
      TextTable table = priceTable("INPUT TOKENS");
      table.row(cells("any", price.path("price")));
      for (JsonNode tier : price.path("tiers")) {
        table.row(cells("above " + tier.path("aboveInputTokens").asText(), tier.path("price")));
      }
      return table;
    }
  }

  /** {@code spendbreaker prices set}. */
  @Command(
      name = "set",
      description =
          "Sets the price of a model and waits until it is in force, for spans from then on.",
      footer = {"", "Example: spendbreaker prices set acme/big-1 --input 3.00 --output 15.00"})
  static final class Set implements Callable<Integer> {
    @Parameters(
        paramLabel = "<provider>/<model>",
        description = "The model; */<model> at any provider.")
    private String key = "";

    @Option(
        names = "--input",
        required = true,
        paramLabel = "<usd>",
        description = "Per million tokens of input.")
    private BigDecimal input = BigDecimal.ZERO;

    @Option(
        names = "--output",
        required = true,
        paramLabel = "<usd>",
        description = "Per million tokens of output.")
    private BigDecimal output = BigDecimal.ZERO;

    @Option(
        names = "--cache-read",
        paramLabel = "<usd>",
        description = "Of input read from a cache. Default: as input.")
    private @Nullable BigDecimal cacheRead;

    @Option(
        names = "--cache-write",
        paramLabel = "<usd>",
        description = "Of input written to a cache. Default: as input.")
    private @Nullable BigDecimal cacheWrite;

    @Option(
        names = "--cache-write-1h",
        paramLabel = "<usd>",
        description = "Of input written to a cache that keeps it for an hour. Default: as others.")
    private @Nullable BigDecimal cacheWrite1h;

    @Option(
        names = "--reasoning",
        paramLabel = "<usd>",
        description = "Of output that was reasoning. Default: as output.")
    private @Nullable BigDecimal reasoning;

    @Option(
        names = "--input-audio",
        paramLabel = "<usd>",
        description = "Of input that was audio. Default: as input.")
    private @Nullable BigDecimal inputAudio;

    @Option(
        names = "--cache-read-audio",
        paramLabel = "<usd>",
        description = "Of audio read from a cache. Default: as --cache-read, else --input-audio.")
    private @Nullable BigDecimal cacheReadAudio;

    @Option(
        names = "--output-audio",
        paramLabel = "<usd>",
        description = "Of output that was audio. Default: as output.")
    private @Nullable BigDecimal outputAudio;

    @Option(
        names = "--per-call",
        paramLabel = "<usd>",
        description = "For a call, besides its tokens. Default: 0.")
    private @Nullable BigDecimal perCall;

    @Mixin private ApiOptions api = new ApiOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PriceOverride price = PriceDocuments.parse(key, utf8(document()), 0);
      put(api.client(), price, spec.commandLine().getOut());
      return ExitCode.OK;
    }

    private ObjectNode document() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("version", 1)
          .put("input", input)
          .put("output", output)
          .put("cacheRead", cacheRead)
          .put("cacheWrite", cacheWrite)
          .put("cacheWrite1h", cacheWrite1h)
          .put("reasoning", reasoning)
          .put("inputAudio", inputAudio)
          .put("cacheReadAudio", cacheReadAudio)
          .put("outputAudio", outputAudio)
          .put("perCall", perCall);
    }
  }

  /** {@code spendbreaker prices import}. */
  @Command(
      name = "import",
      description =
          "Sets the prices of files and waits until they are in force. Sets none if one is invalid.",
      footer = {"", "Example: spendbreaker prices import -f prices.yaml"})
  static final class Import implements Callable<Integer> {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "<file>",
        required = true,
        description = "A file of prices, YAML or JSON, one or many; may be given several times.")
    private List<Path> paths = List.of();

    @Mixin private ApiOptions api = new ApiOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      ApiClient client = api.client();
      for (PriceOverride price : InputFiles.read(paths, PriceFiles::read, spec.commandLine())) {
        put(client, price, spec.commandLine().getOut());
      }
      return ExitCode.OK;
    }
  }

  /** {@code spendbreaker prices delete}. */
  @Command(
      name = "delete",
      description = "Deletes prices that were set: from then on the price book's hold again.",
      footer = {"", "Example: spendbreaker prices delete acme/big-1"})
  static final class Delete implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "<provider>/<model>", description = "The models.")
    private List<String> keys = List.of();

    @Mixin private ApiOptions api = new ApiOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      ApiClient client = api.client();
      PrintWriter out = spec.commandLine().getOut();
      for (String key : keys) {
        JsonNode deleted = client.deletePrice(key);
        out.println(key + " deleted");
        Shown.completeness(deleted, out);
      }
      return ExitCode.OK;
    }
  }

  /** {@code spendbreaker prices unpriced}. */
  @Command(
      name = "unpriced",
      description = "Lists the models whose calls had no price, the most calls first.",
      footer = {"", "Example: spendbreaker prices unpriced"})
  static final class Unpriced implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Mixin private JsonOption json = new JsonOption();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      JsonNode unpriced = api.client().unpricedModels();
      PrintWriter out = spec.commandLine().getOut();
      if (json.isWanted()) {
        JsonOption.print(unpriced, out);
      } else {
        table(unpriced).print(out, "every call had a price");
        Shown.completeness(unpriced, out);
      }
      return ExitCode.OK;
    }

    private static TextTable table(JsonNode unpriced) {
      TextTable table =
          new TextTable("PROVIDER", "MODEL", "CALLS", "FIRST SEEN", "LAST SEEN", "PRICED NOW");
      for (JsonNode model : unpriced.path("models")) {
        table.row(
            Shown.orDash(model.path("provider")),
            Shown.orDash(model.path("model")),
            Shown.orDash(model.path("calls")),
            Shown.orDash(model.path("firstSeen")),
            Shown.orDash(model.path("lastSeen")),
            model.path("pricedNow").booleanValue() ? "yes" : "no");
      }
      return table;
    }
  }

  private static void put(ApiClient client, PriceOverride price, PrintWriter out) throws Exception {
    JsonNode set = client.putPrice(price.key(), PriceDocuments.write(price.price()));
    out.printf("%s in force, revision %s%n", price.key(), set.path("revision").asText());
    Shown.completeness(set, out);
  }

  private static byte[] utf8(ObjectNode document) {
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static TextTable priceTable(String first) {
    return new TextTable(
        first,
        "INPUT",
        "OUTPUT",
        "CACHE READ",
        "CACHE WRITE",
        "CACHE WRITE 1H",
        "REASONING",
        "AUDIO IN",
        "AUDIO CACHED",
        "AUDIO OUT",
        "PER CALL");
  }

  private static String[] cells(String first, JsonNode rates) {
    return new String[] {
      first,
      Shown.orDash(rates.path("input")),
      Shown.orDash(rates.path("output")),
      Shown.orDash(rates.path("cacheRead")),
      Shown.orDash(rates.path("cacheWrite")),
      Shown.orDash(rates.path("cacheWrite1h")),
      Shown.orDash(rates.path("reasoning")),
      Shown.orDash(rates.path("inputAudio")),
      Shown.orDash(rates.path("cacheReadAudio")),
      Shown.orDash(rates.path("outputAudio")),
      Shown.orDash(rates.path("perCall"))
    };
  }
}
