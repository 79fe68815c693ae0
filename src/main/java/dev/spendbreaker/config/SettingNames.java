package dev.spendbreaker.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * The three spellings of a setting: key {@code spans.topic}, flag {@code --spans-topic},
 * environment variable {@code SPENDBREAKER_SPANS_TOPIC}. A family of settings, {@code
 * dimension.<name>}, is one flag that takes {@code name=value}.
 */
public final class SettingNames {
  static final String VARIABLE_PREFIX = "SPENDBREAKER_";
  static final String KAFKA_PREFIX = "kafka.";
  static final String DIMENSION_PREFIX = "dimension.";

  /** Ends the key of an entry that defines a family of settings. */
  static final String PLACEHOLDER = "<name>";

  /** Environment variables of the launch script, and of the commands that ask an application. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "SPENDBREAKER_JAVA_OPTS", "SPENDBREAKER_HOME", "SPENDBREAKER_TOKEN", "SPENDBREAKER_URL");

  /**
   * The variables Kubernetes gives every container for a Service called spendbreaker or
   * spendbreaker-…, such as SPENDBREAKER_SERVICE_HOST and SPENDBREAKER_PORT_8080_TCP_ADDR.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("\\w+_SERVICE_(HOST|PORT)(_\\w+)?|\\w+_PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?");

  private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

  private SettingNames() {}

  /** The flag of an entry of {@link Settings#definition}: {@code --spans-topic}. */
  public static String flag(ConfigKey entry) {
    return "--" + familyOf(entry.name).replace('.', '-');
  }

  /** Whether an entry defines a family of settings, whose flag takes {@code name=value}. */
  public static boolean isFamily(ConfigKey entry) {
    return entry.name.endsWith("." + PLACEHOLDER);
  }

  /** The key of one setting of a family: {@code kafka.security.protocol}. */
  public static String member(ConfigKey family, String name) {
    return familyOf(family.name) + "." + name;
  }

  /** As it is typed: {@code --spans-topic}, {@code --kafka security.protocol}. */
  static String flag(String key) {
    if (key.startsWith(KAFKA_PREFIX) || key.startsWith(DIMENSION_PREFIX)) {
      return "--" + key.replaceFirst("\\.", " ");
    }
    return "--" + key.replace('.', '-');
  }

  static String variable(String key) {
    return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** The key an environment variable sets; perhaps not one of a setting. */
  static String keyOfVariable(String variable) {
    String words = variable.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT);
    if (words.startsWith("kafka_")) {
      return KAFKA_PREFIX + KafkaNames.ofVariable(words.substring("kafka_".length()));
    }
    if (words.startsWith("dimension_")) {
      return DIMENSION_PREFIX + words.substring("dimension_".length()).replace('_', '-');
    }
    return words.replace('_', '.');
  }

  /** Whether an environment variable is meant as a setting. */
  static boolean isSetting(String variable, String value) {
    return variable.startsWith(VARIABLE_PREFIX)
        && !NOT_SETTINGS.contains(variable)
        && !isServiceLink(variable, value);
  }

  /** The key of the entry that defines a setting: itself, or its family's. */
  static String definedAs(String key) {
    if (key.startsWith(KAFKA_PREFIX)) {
      return KAFKA_PREFIX + PLACEHOLDER;
    }
    return key.startsWith(DIMENSION_PREFIX) ? DIMENSION_PREFIX + PLACEHOLDER : key;
  }

  private static boolean isServiceLink(String variable, String value) {
    return SERVICE_LINK.matcher(variable).matches()
        || (variable.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
  }

  private static String familyOf(String key) {
    return key.endsWith("." + PLACEHOLDER)
        ? key.substring(0, key.length() - PLACEHOLDER.length() - 1)
        : key;
  }
}
