package dev.spendbreaker.config;

import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.text.NearestName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Puts the sources of settings together and collects everything that is wrong with them. */
final class SettingsLoader {
  private static final Pattern KAFKA_PROPERTY = Pattern.compile("[A-Za-z0-9._-]+");
  private static final List<String> BUILT_IN_DIMENSIONS = List.of(Scope.AGENT, Scope.TASK);

  private final Map<String, Setting> settings = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, String> env;

  /**
   * @param env the environment, which references to secrets may name
   */
  SettingsLoader(Map<String, String> env) {
    this.env = env;
  }

  Settings load(Map<String, String> flags, @Nullable Path file) throws InvalidSettingsException {
    addDefaults();
    if (file != null) {
      SettingsFile.read(file, problems).forEach(this::add);
    }
    new TreeMap<>(env).forEach(this::addVariable);
    new TreeMap<>(flags).forEach((key, value) -> add(new Given(key, value, new Origin.Flag())));
    checkTopicsDiffer();
    checkPortsDiffer();
    checkWebhook();
    checkOthersNeedTokens(SettingsDefinition.HTTP_HOST);
    checkOthersNeedTokens(SettingsDefinition.OTLP_HOST);
    checkAuthorizationServer();
    checkTogether(SettingsDefinition.TLS_CERTIFICATE, SettingsDefinition.TLS_KEY);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new Settings(settings, warnings);
  }

  private void addDefaults() {
    for (ConfigKey entry : SettingsDefinition.entries()) {
      if (entry.hasDefault()) {
        Given given = new Given(entry.name, SettingsDocs.defaultText(entry), new Origin.Default());
        settings.put(entry.name, new Setting(given, entry.defaultValue));
      }
    }
    SettingsDefinition.DIMENSIONS.forEach(this::addDefaultDimension);
  }

  private void addDefaultDimension(String dimension, List<String> attributes) {
    String key = SettingNames.DIMENSION_PREFIX + dimension;
    Given given = new Given(key, String.join(",", attributes), new Origin.Default());
    settings.put(key, new Setting(given, attributes));
  }

  private void addVariable(String variable, String value) {
    if (!SettingNames.isSetting(variable, value)) {
      return;
    }
    String key = SettingNames.keyOfVariable(variable);
    Given given = new Given(key, value, new Origin.Variable(variable));
    if (variable.equals(SettingNames.variable(key))) {
      add(given);
    } else {
      refuseUnknown(given);
    }
  }

  private void add(Given given) {
    if (given.key.startsWith(SettingNames.KAFKA_PREFIX)) {
      addKafkaProperty(given);
    } else if (given.key.startsWith(SettingNames.DIMENSION_PREFIX)) {
      addDimension(given);
    } else if (SettingsDefinition.isDefined(given.key)) {
      addParsed(given);
    } else {
      refuseUnknown(given);
    }
  }

  private void addKafkaProperty(Given given) {
    String name = given.key.substring(SettingNames.KAFKA_PREFIX.length());
    String own = Settings.KEY_OF_KAFKA_PROPERTY.get(name);
    if (!KAFKA_PROPERTY.matcher(name).matches()) {
      problems.add(
          "malformed Kafka property "
              + given.where()
              + ": a name such as 'kafka.security.protocol' is needed");
    } else if (own != null) {
      problems.add(
          given.where() + " is a setting of its own: use '" + given.origin.spell(own) + "'");
    } else {
      warnIfUnknown(given, name);
      settings.put(given.key, new Setting(given, given.value));
    }
  }

  private void warnIfUnknown(Given given, String name) {
    if (!KafkaNames.isKnown(name)) {
      String hint =
          NearestName.of(name, KafkaNames.known())
              .map(near -> ": did you mean '" + given.origin.spell("kafka." + near) + "'?")
              .orElse("");
      warnings.add("no Kafka client knows " + given.where() + hint);
    }
  }

  private void addDimension(Given given) {
    String name = given.key.substring(SettingNames.DIMENSION_PREFIX.length());
    if (BUILT_IN_DIMENSIONS.contains(name)) {
      String own = name + ".attributes";
      problems.add(given.where() + " is built in: use '" + given.origin.spell(own) + "'");
    } else if (!Scope.isDimensionName(name)) {
      problems.add(
          "malformed dimension "
              + given.where()
              + ": its name must be lower-case letters, digits and '-', a letter first");
    } else {
      addParsed(given);
    }
  }

  private void addParsed(Given given) {
    ConfigKey entry = SettingsDefinition.entry(given.key);
    try {
      Object value = ConfigDef.parseType(given.key, text(given, entry), entry.type);
      entry.validator.ensureValid(given.key, value);
      settings.put(given.key, new Setting(given, value));
    } catch (ConfigException e) {
      String shown = Printed.quoted(Printed.value(given.key, entry.type, given.value));
      problems.add(
          "invalid value " + shown + " for " + given.where() + ": must be " + entry.validator);
    }
  }

  /** A secret may be a reference to it. */
  private String text(Given given, ConfigKey entry) {
    String text = given.value.trim();
    try {
      return entry.type == ConfigDef.Type.PASSWORD ? SecretReference.resolve(text, env) : text;
    } catch (IOException e) {
      problems.add(given.where() + " cannot be looked up: " + e.getMessage());
      return text;
    }
  }

  private void refuseUnknown(Given given) {
    String hint =
        suggestion(given.key)
            .map(key -> "did you mean '" + given.origin.spell(key) + "'?")
            .orElse("'spendbreaker run --help' lists them all");
    problems.add("unknown setting " + given.where() + ": " + hint);
  }

  /** The key that was meant, or the Kafka property whose prefix was forgotten. */
  private static Optional<String> suggestion(String key) {
    String own = Settings.KEY_OF_KAFKA_PROPERTY.get(key);
    if (own != null) {
      return Optional.of(own);
    }
    if (KafkaNames.isKnown(key)) {
      return Optional.of(SettingNames.KAFKA_PREFIX + key);
    }
    List<String> keys =
        SettingsDefinition.entries().stream()
            .filter(entry -> !SettingNames.isFamily(entry))
            .map(entry -> entry.name)
            .toList();
    return NearestName.of(key, keys);
  }

  private void checkTopicsDiffer() {
    Map<Object, String> keyOfTopic = new HashMap<>();
    for (String key : Settings.TOPIC_KEYS) {
      Object topic = value(key);
      String earlier = keyOfTopic.putIfAbsent(topic, key);
      if (earlier != null) {
        problems.add(
            "'%s' and '%s' are both '%s': each needs a topic of its own"
                .formatted(earlier, key, topic));
      }
    }
  }

  private void checkPortsDiffer() {
    Object port = value(SettingsDefinition.HTTP_PORT);
    boolean same =
        port.equals(value(SettingsDefinition.OTLP_PORT))
            && value(SettingsDefinition.HTTP_HOST).equals(value(SettingsDefinition.OTLP_HOST));
    if (same && !port.equals(0)) {
      problems.add("'http.port' and 'otlp.port' are both " + port + ": choose another for one");
    }
  }

  private void checkWebhook() {
    if (!value(SettingsDefinition.WEBHOOK_URL).equals("")
        && value(SettingsDefinition.WEBHOOK_FORMAT).equals("pagerduty")
        && value(SettingsDefinition.WEBHOOK_SECRET).equals("")) {
      problems.add(
          "'webhook.format' is pagerduty and 'webhook.secret' is empty: let it name what holds the"
              + " routing key, such as env:PAGERDUTY_KEY");
    }
  }

  private void checkOthersNeedTokens(String hostKey) {
    String host = (String) value(hostKey);
    boolean asksForTokens =
        isSet(SettingsDefinition.AUTH_TOKENS_FILE)
            || isSet(SettingsDefinition.AUTH_TOKENS)
            || isSet(SettingsDefinition.AUTH_ISSUER);
    if (!Accepted.isLoopback(host) && !asksForTokens) {
      problems.add(
          ("'%s' is %s, where others can reach it, and no token is asked for: set 'auth.tokens.file'"
                  + " ('./spendbreaker token create' makes one), 'auth.tokens' or 'auth.issuer', or"
                  + " listen on 127.0.0.1")
              .formatted(hostKey, host));
    }
  }

  private void checkAuthorizationServer() {
    checkTogether(SettingsDefinition.AUTH_ISSUER, SettingsDefinition.AUTH_JWKS_URL);
    checkTogether(SettingsDefinition.AUTH_ISSUER, SettingsDefinition.AUTH_AUDIENCE);
    String jwks = (String) value(SettingsDefinition.AUTH_JWKS_URL);
    if (jwks.startsWith("http:") && !Accepted.isLoopback(URI.create(jwks).getHost())) {
      problems.add(
          "'%s' must be https: whoever changes the keys on their way can make tokens"
              .formatted(SettingsDefinition.AUTH_JWKS_URL));
    }
  }

  private void checkTogether(String one, String other) {
    if (isSet(one) != isSet(other)) {
      problems.add("'%s' and '%s' belong together: set both or none".formatted(one, other));
    }
  }

  private boolean isSet(String key) {
    return !List.of("", List.of()).contains(value(key));
  }

  private Object value(String key) {
    return Objects.requireNonNull(settings.get(key)).value;
  }
}
