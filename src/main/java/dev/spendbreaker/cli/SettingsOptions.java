package dev.spendbreaker.cli;

import dev.spendbreaker.config.SettingNames;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.config.SettingsDocs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gives a command a flag for every setting, {@code --config} and {@code --print-config}. */
final class SettingsOptions {
  /** What a command does with the settings. */
  @FunctionalInterface
  interface Action {
    /** Returns the exit code. */
    int run(Settings settings) throws Exception;
  }

  @Option(
      names = "--config",
      paramLabel = "<file>",
      description = "A file of settings (Java properties, UTF-8).")
  private @Nullable Path file;

  @Option(
      names = "--print-config",
      description = "Prints each setting, its value and where that came from, and exits.")
  private boolean print;

  private @Nullable CommandSpec command;

  /** Called when a command is built that has these options. */
  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec mixee) {
    command = mixee;
    mixee.usageMessage().abbreviateSynopsis(true);
    ConfigDef definition = Settings.definition();
    for (String group : definition.groups()) {
      ArgGroupSpec.Builder flags =
          ArgGroupSpec.builder().validate(false).heading("%n" + group + "%n");
      definition.configKeys().values().stream()
          .filter(entry -> entry.group.equals(group))
          .map(SettingsOptions::option)
          .forEach(flags::addArg);
      mixee.addArgGroup(flags.build());
    }
  }

  /** Loads the settings and runs an action with them, unless they are only to be printed. */
  int run(Action action) throws Exception {
    Settings settings = Settings.load(flags(), System.getenv(), file);
    settings.warnings().forEach(warning -> err().println("warning: " + warning));
    if (print) {
      out().print(settings.print());
      out().flush();
      return ExitCode.OK;
    }
    return action.run(settings);
  }

  /** Where the command writes its result. */
  PrintWriter out() {
    return commandLine().getOut();
  }

  private PrintWriter err() {
    return commandLine().getErr();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(command).commandLine();
  }

  private static OptionSpec option(ConfigKey entry) {
    OptionSpec.Builder option =
        OptionSpec.builder(SettingNames.flag(entry)).description(description(entry));
    return SettingNames.isFamily(entry)
        ? option
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("<name=value>")
            .build()
        : option
            .type(String.class)
            .arity("1")
            .paramLabel("<" + SettingsDocs.typeName(entry.type) + ">")
            .build();
  }

  private static String description(ConfigKey entry) {
    String text =
        entry.hasDefault() ? ConfigDef.convertToString(entry.defaultValue, entry.type) : "";
    String suffix = text.isEmpty() ? "" : " Default: " + text + ".";
    return (entry.documentation + suffix).replace("%", "%%");
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>();
    for (ConfigKey entry : Settings.definition().configKeys().values()) {
      Object value = commandLine().getCommandSpec().findOption(SettingNames.flag(entry)).getValue();
      if (value instanceof List<?> members) {
        members.forEach(member -> addMember(flags, entry, (String) member));
      } else if (value != null) {
        flags.put(entry.name, (String) value);
      }
    }
    return flags;
  }

  /** The value is never shown: it may be a secret. */
  private void addMember(Map<String, String> flags, ConfigKey family, String member) {
    String flag = SettingNames.flag(family);
    int equals = member.indexOf('=');
    if (equals < 0) {
      throw new ParameterException(commandLine(), "option '" + flag + "' needs <name=value>");
    }
    String name = member.substring(0, equals).trim();
    if (flags.put(SettingNames.member(family, name), member.substring(equals + 1)) != null) {
      throw new ParameterException(
          commandLine(), "option '" + flag + " " + name + "' is given twice");
    }
  }
}
