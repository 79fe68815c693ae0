package dev.spendbreaker.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingsDocsTest {
  @Test
  void shouldDocumentASettingInOneRow() {
    assertThat(SettingsDocs.markdown().lines())
        .contains(
            "## HTTP",
            "| setting | flag | environment variable | type | default | valid values | what it does |",
            "| `http.port` | `--http-port` | `SPENDBREAKER_HTTP_PORT` | whole number | `8080`"
                + " | a whole number from 0 to 65535"
                + " | The port of the HTTP server; 0 picks a free one. |");
  }

  @Test
  void shouldDocumentAFamilyOfSettings() {
    assertThat(SettingsDocs.markdown())
        .contains(
            "| `dimension.<name>` | `--dimension <name>=…` | `SPENDBREAKER_DIMENSION_<NAME>` | list"
                + " | `team=team.id,team.name,team,metadata.user_api_key_team_id tenant=");
  }

  @Test
  void shouldDocumentEverySettingOnce() {
    assertThat(SettingsDefinition.entries())
        .allSatisfy(
            entry ->
                assertThat(SettingsDocs.markdown().split("\\| `" + entry.name + "` \\|", -1))
                    .hasSize(2));
  }
}
