package dev.spendbreaker.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;

/** Values as people may see them: secrets masked, on one line, of bounded length. */
final class Printed {
  static final String MASK = "****";

  private static final int MAX_LENGTH = 200;
  private static final int MIN_WORD = 3;

  private static final List<String> SECRET_WORDS =
      List.of("pass", "secret", "token", "jaas", "credential", "key", "certificate");

  /** The path of a URL may be all that protects it, as with Slack. */
  private static final List<String> SECRETS_BY_MISTAKE =
      List.of(SettingsDefinition.WEBHOOK_URL, SettingsDefinition.WEBHOOK_SECRET);

  private Printed() {}

  static String value(String key, ConfigDef.Type type, String text) {
    return isSecret(key, type) ? MASK : oneLine(text);
  }

  static String quoted(String text) {
    return "'" + oneLine(text) + "'";
  }

  /**
   * Whether a value must not be seen; a Kafka property that only sounds secret counts, and so does
   * what should name a secret and may be one by mistake.
   */
  static boolean isSecret(String key, ConfigDef.Type type) {
    return type == ConfigDef.Type.PASSWORD
        || SECRETS_BY_MISTAKE.contains(key)
        || (key.startsWith(SettingNames.KAFKA_PREFIX) && soundsSecret(key));
  }

  private static boolean soundsSecret(String key) {
    String name = key.substring(SettingNames.KAFKA_PREFIX.length()).toLowerCase(Locale.ROOT);
    return SECRET_WORDS.stream().anyMatch(name::contains);
  }

  /** A text in which the words of a secret are masked: parsers quote the word they stumble on. */
  static String withoutParts(String text, String secret) {
    List<String> words =
        Arrays.stream(secret.split("[\\s\"'=;]+"))
            .filter(word -> word.length() >= MIN_WORD)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    String shown = text;
    for (String word : words) {
      shown = shown.replace(word, MASK);
    }
    return shown;
  }

  private static String oneLine(String text) {
    String shown = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
