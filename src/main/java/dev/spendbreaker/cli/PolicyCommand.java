package dev.spendbreaker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.client.ApiClient;
import dev.spendbreaker.client.ApiException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.NamedPolicy;
import dev.spendbreaker.document.PolicyFiles;
import dev.spendbreaker.runtime.UnreachableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spendbreaker policy}: budget policies, from files to a running application. */
@Command(
    name = "policy",
    description = "Applies, lists, deletes and validates budget policies.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyCommand.Apply.class,
      PolicyCommand.ListAll.class,
      PolicyCommand.Delete.class,
      PolicyCommand.Validate.class
    },
    footer = {"", "Example: spendbreaker policy apply -f policies.yaml"})
final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: 'spendbreaker policy --help' lists them");
  }

  /** The files that policies are read from. */
  static final class Files {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "<file>",
        required = true,
        description = "A file of policies, YAML or JSON, one or many; may be given several times.")
    private List<Path> paths = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Reads them all.
     *
     * @param dimensions those that scopes may name
     */
    List<NamedPolicy> read(Dimensions dimensions) {
      return InputFiles.read(
          paths, path -> PolicyFiles.read(path, dimensions), command.commandLine());
    }
  }

  /** {@code spendbreaker policy apply}. */
  @Command(
      name = "apply",
      description = "Sets policies and waits until they are in force. Sets none if one is invalid.",
      footer = {"", "Example: spendbreaker policy apply -f policies.yaml"})
  static final class Apply implements Callable<Integer> {
    @Mixin private Files files = new Files();

    @Mixin private ApiOptions api = new ApiOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      ApiClient client = api.client();
      List<NamedPolicy> policies = files.read(Dimensions.ANY);
      for (NamedPolicy policy : policies) {
        check(policy, client);
      }
      for (NamedPolicy policy : policies) {
        JsonNode applied = client.putPolicy(policy.id(), policy.jsonBytes());
        out.printf("%s in force, revision %s%n", policy.id(), applied.path("revision").asText());
        Shown.completeness(applied, out);
      }
      return ExitCode.OK;
    }

    /** Only the application knows its dimensions. */
    private static void check(NamedPolicy policy, ApiClient client)
        throws ApiException, UnreachableException {
      try {
        client.checkPolicy(policy.id(), policy.jsonBytes());
      } catch (ApiException e) {
        throw new ApiException(
            e.status(),
            "%s: policy '%s', %s".formatted(policy.location(), policy.id(), e.getMessage()));
      }
    }
  }

  /** {@code spendbreaker policy list}. */
  @Command(
      name = "list",
      description = "Lists the policies in force.",
      footer = {"", "Example: spendbreaker policy list --url http://127.0.0.1:8080"})
  static final class ListAll implements Callable<Integer> {
    @Mixin private ApiOptions api = new ApiOptions();

    @Mixin private JsonOption json = new JsonOption();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      JsonNode policies = api.client().policies();
      PrintWriter out = spec.commandLine().getOut();
      if (json.isWanted()) {
        JsonOption.print(policies, out);
      } else {
        table(policies).print(out, "no policy is in force");
      }
      return ExitCode.OK;
    }

    private static TextTable table(JsonNode policies) {
      TextTable table =
          new TextTable("POLICY", "REVISION", "SCOPE", "LIMIT", "WINDOW", "ON BREACH", "MODE");
      for (JsonNode policy : policies.path("policies")) {
        table.row(
            policy.path("id").asText(),
            policy.path("revision").asText(),
            Shown.fields(policy.path("scope")),
            Shown.fields(policy.path("limit")),
            Shown.window(policy.path("window")),
            policy.path("onBreach").asText("block"),
            policy.path("mode").asText("enforce"));
      }
      return table;
    }
  }

  /** {@code spendbreaker policy delete}. */
  @Command(
      name = "delete",
      description = "Deletes policies and waits until they are gone. What was spent is kept.",
      footer = {"", "Example: spendbreaker policy delete every-agent"})
  static final class Delete implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "<id>", description = "The ids of the policies.")
    private List<String> ids = List.of();

    @Mixin private ApiOptions api = new ApiOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      ApiClient client = api.client();
      PrintWriter out = spec.commandLine().getOut();
      for (String id : ids) {
        JsonNode deleted = client.deletePolicy(id);
        out.println(id + " deleted");
        Shown.completeness(deleted, out);
      }
      return ExitCode.OK;
    }
  }

  /** {@code spendbreaker policy validate}. */
  @Command(
      name = "validate",
      description = {
        "Checks files of policies without a running application.",
        "Settings say which dimensions there are."
      },
      sortOptions = false,
      footer = {"", "Example: spendbreaker policy validate -f policies.yaml"})
  static final class Validate implements Callable<Integer> {
    @Mixin private Files files = new Files();

    @Mixin private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
      return options.run(this::validate);
    }

    private int validate(Settings settings) {
      Dimensions dimensions = Dimensions.with(settings.usage().dimensions().keySet());
      for (NamedPolicy policy : files.read(dimensions)) {
        options.out().println(policy.id() + " is valid");
      }
      return ExitCode.OK;
    }
  }
}
