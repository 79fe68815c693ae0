package dev.spendbreaker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ids of policies, and the URIs of resources. */
class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "research-agent,, agent/research-agent",
    "research-agent, run 42, agent/research-agent/task/run_2042",
    "*,, agent/_2A",
    "a/task/b,, agent/a_2Ftask_2Fb",
    "a_b,, agent/a_5Fb",
    "Zoë,, agent/Zo_C3_AB"
  })
  void shouldDeriveTheIdOfAPolicyFromAgentAndTask(String agent, String task, String id) {
    assertThat(PolicyIds.of(agent, task)).isEqualTo(id);
  }

  @Test
  void shouldDeriveShortIdsThatDifferFromLongNames() {
    String agent = "a".repeat(1000);
    assertThat(PolicyIds.of(agent, null)).hasSizeLessThan(200);
    assertThat(PolicyIds.of(agent, null)).isNotEqualTo(PolicyIds.of(agent + "b", null));
  }

  @Test
  void shouldLetAVariableOfATemplateHoldSlashes() {
    var template = new UriTemplates().create("budget://scopes/{key}");
    assertThat(template.getVariableNames()).containsExactly("key");
    assertThat(template.matches("budget://scopes/agent/a1/task/t")).isTrue();
    assertThat(template.extractVariableValues("budget://scopes/agent/a1/task/t"))
        .containsEntry("key", "agent/a1/task/t");
    assertThat(template.matches("budget://scopes/")).isFalse();
    assertThat(template.matches("budget://policies/p")).isFalse();
  }

  @Test
  void shouldTakeWhatIsNoVariableAsItStands() {
    var plain = new UriTemplates().create("budget://decisions/recent");
    assertThat(plain.isUriTemplate("budget://decisions/recent")).isFalse();
    assertThat(plain.matches("budget://decisions/recent")).isTrue();
    assertThat(plain.matches("budget://decisions/recentx")).isFalse();
  }
}
