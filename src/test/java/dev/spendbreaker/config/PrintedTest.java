package dev.spendbreaker.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedTest {
  @Test
  void shouldMaskAPasswordWhateverItsName() {
    assertThat(Printed.value("http.host", ConfigDef.Type.PASSWORD, "hunter2")).isEqualTo("****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.ssl.key.password",
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        "kafka.my.token",
        "kafka.producer.sasl.jaas.config",
        "kafka.my.Credential",
        "kafka.ssl.keystore.key",
        "kafka.ssl.keystore.certificate.chain"
      })
  void shouldMaskAKafkaPropertyThatSoundsSecret(String key) {
    assertThat(Printed.value(key, ConfigDef.Type.STRING, "hunter2")).isEqualTo("****");
  }

  @Test
  void shouldMaskEveryPropertyThatKafkaHoldsToBeAPassword() {
    ConfigDef kafka = new ConfigDef().withClientSslSupport().withClientSaslSupport();

    assertThat(kafka.configKeys().values())
        .filteredOn(entry -> entry.type == ConfigDef.Type.PASSWORD)
        .hasSizeGreaterThan(5)
        .allMatch(entry -> Printed.isSecret("kafka." + entry.name, ConfigDef.Type.STRING));
  }

  @Test
  void shouldShowOtherValues() {
    assertThat(Printed.value("kafka.client.id", ConfigDef.Type.STRING, "me")).isEqualTo("me");
    assertThat(Printed.value("spans.topic", ConfigDef.Type.STRING, "keys")).isEqualTo("keys");
  }

  @Test
  void shouldShowAValueOnOneLineOfBoundedLength() {
    assertThat(Printed.quoted("a\r\nb\u001bc")).isEqualTo("'a??b?c'");
    assertThat(Printed.quoted("x".repeat(1000))).isEqualTo("'" + "x".repeat(200) + "…'");
  }

  @Test
  void shouldMaskTheWordsOfASecretThatAnErrorQuotes() {
    String jaas = "org.example.Login required username=\"me\" password=\"hunter2 horse\";";
    assertThat(Printed.withoutParts("Value not specified for key 'horse'", jaas))
        .isEqualTo("Value not specified for key '****'");
  }
}
