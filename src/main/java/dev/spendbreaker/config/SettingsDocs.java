package dev.spendbreaker.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The documentation of the settings, generated from their definition. */
public final class SettingsDocs {
  private static final String HEADER =
      row(
              "setting",
              "flag",
              "environment variable",
              "type",
              "default",
              "valid values",
              "what it does")
          + "|---|---|---|---|---|---|---|\n";

  private SettingsDocs() {}

  /** One Markdown table for each group of settings. */
  public static String markdown() {
    return Settings.definition().groups().stream()
        .map(SettingsDocs::section)
        .collect(Collectors.joining("\n"));
  }

  private static String section(String group) {
    return SettingsDefinition.entries().stream()
        .filter(entry -> entry.group.equals(group))
        .map(SettingsDocs::row)
        .collect(Collectors.joining("", "## " + group + "\n\n" + HEADER, ""));
  }

  private static String row(ConfigKey entry) {
    return row(
        code(entry.name),
        code(SettingNames.flag(entry) + (SettingNames.isFamily(entry) ? " <name>=…" : "")),
        code(SettingNames.variable(entry.name)),
        typeName(entry.type),
        defaultOf(entry),
        entry.validator.toString(),
        entry.documentation);
  }

  private static String row(String... cells) {
    return List.of(cells).stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String defaultOf(ConfigKey entry) {
    String text = defaultText(entry);
    return text.isEmpty() ? "none" : code(text);
  }

  /** The default value as it would be written; empty where there is none. */
  public static String defaultText(ConfigKey entry) {
    if (entry.name.equals(SettingsDefinition.DIMENSION)) {
      return SettingsDefinition.DIMENSIONS.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(dimension -> dimension.getKey() + "=" + String.join(",", dimension.getValue()))
          .collect(Collectors.joining(" "));
    }
    return entry.hasDefault() ? ConfigDef.convertToString(entry.defaultValue, entry.type) : "";
  }

  /** A type as people say it. */
  public static String typeName(ConfigDef.Type type) {
    return switch (type) {
      case BOOLEAN -> "boolean";
      case INT, LONG, SHORT -> "whole number";
      case DOUBLE -> "number";
      case LIST -> "list";
      case PASSWORD -> "secret";
      case STRING, CLASS -> "text";
    };
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
