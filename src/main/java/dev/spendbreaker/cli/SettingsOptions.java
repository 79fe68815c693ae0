package dev.spendbreaker.cli;

import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.SettingNames;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.config.SettingsDocs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
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
    entries().map(SettingsOptions::option).forEach(mixee::addOption);
    mixee
        .usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, SettingsOptions::describe);
  }

  /** The options of help: first those that are no settings, then each group of settings. */
  private static String describe(Help help) {
    Map<String, String> groupOfFlag =
        entries().collect(Collectors.toMap(SettingNames::flag, entry -> entry.group));
    StringBuilder text = new StringBuilder();
    text.append(describe(help, option -> !groupOfFlag.containsKey(option.longestName())));
    for (String group : Settings.definition().groups()) {
      text.append(help.createHeading("%n" + group + "%n"));
      text.append(describe(help, option -> group.equals(groupOfFlag.get(option.longestName()))));
    }
    return text.toString();
  }

  private static String describe(Help help, Predicate<OptionSpec> included) {
    List<OptionSpec> options = help.commandSpec().options().stream().filter(included).toList();
    Help.Layout layout = help.createDefaultLayout();
    layout.addAllOptions(options, help.parameterLabelRenderer());
    return layout.toString();
  }

  private static Stream<ConfigKey> entries() {
    return Settings.definition().configKeys().values().stream();
  }

  /** Loads the settings and runs an action with them, unless they are only to be printed. */
  int run(Action action) throws Exception {
    Settings settings = load(Map.of());
    settings.warnings().forEach(warning -> err().println("warning: " + warning));
    if (print) {
      out().print(settings.print());
      out().flush();
      return ExitCode.OK;
    }
    return action.run(settings);
  }

  /** The settings, where those that the command decides itself win over all others. */
  Settings load(Map<String, String> decided) throws InvalidSettingsException {
    Map<String, String> flags = flags();
    for (String key : decided.keySet()) {
      if (flags.containsKey(key)) {
        throw new ParameterException(
            commandLine(), "'%s' is decided by this command: leave it out".formatted(key));
      }
    }
    flags.putAll(decided);
    return Settings.load(flags, System.getenv(), file);
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
    String text = SettingsDocs.defaultText(entry);
    String suffix = text.isEmpty() ? "" : " Default: " + text + ".";
    return (entry.documentation + suffix).replace("%", "%%");
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>();
    for (ConfigKey entry : entries().toList()) {
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
