package dev.spendbreaker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingNamesTest {
  static Stream<String> settings() {
    return SettingsDefinition.entries().stream()
        .filter(entry -> !SettingNames.isFamily(entry))
        .map(entry -> entry.name);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shouldFindEverySettingByItsEnvironmentVariable(String key) {
    String variable = SettingNames.variable(key);

    assertThat(variable).matches("SPENDBREAKER_[A-Z]+(_[A-Z]+)*");
    assertThat(SettingNames.isSetting(variable, "x")).isTrue();
    assertThat(SettingNames.keyOfVariable(variable)).isEqualTo(key);
  }

  @Test
  void shouldFindEveryKafkaPropertyByItsEnvironmentVariable() {
    assertThat(KafkaNames.known())
        .hasSizeGreaterThan(300)
        .allSatisfy(
            name -> {
              String key = "kafka." + name;
              assertThat(SettingNames.keyOfVariable(SettingNames.variable(key))).isEqualTo(key);
            });
  }

  @Test
  void shouldSpellASettingAsFlagAndVariable() {
    assertThat(SettingNames.flag("spans.topic")).isEqualTo("--spans-topic");
    assertThat(SettingNames.variable("spans.topic")).isEqualTo("SPENDBREAKER_SPANS_TOPIC");
    assertThat(SettingNames.flag("kafka.security.protocol")).isEqualTo("--kafka security.protocol");
    assertThat(SettingNames.variable("kafka.security.protocol"))
        .isEqualTo("SPENDBREAKER_KAFKA_SECURITY_PROTOCOL");
    assertThat(SettingNames.variable("dimension.cost-center"))
        .isEqualTo("SPENDBREAKER_DIMENSION_COST_CENTER");
  }

  @Test
  void shouldGiveAFamilyOneFlag() {
    List<String> flags =
        SettingsDefinition.entries().stream()
            .filter(SettingNames::isFamily)
            .map(SettingNames::flag)
            .toList();

    assertThat(flags).containsExactly("--kafka", "--dimension");
  }

  @Test
  void shouldSayOfEverySettingWhatItIsInOneSentence() {
    assertThat(SettingsDefinition.entries())
        .extracting((ConfigKey entry) -> entry.documentation)
        .allMatch(text -> text.endsWith(".") && Character.isUpperCase(text.charAt(0)))
        .doesNotHaveDuplicates();
  }
}
