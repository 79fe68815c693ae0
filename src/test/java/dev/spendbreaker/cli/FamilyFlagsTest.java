package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FamilyFlagsTest {
  @Test
  void shouldRewriteAFlagThatNamesItsSetting() {
    assertThat(FamilyFlags.normalize("run", "--kafka.a.b=c=d", "--dimension.team", "x", "--y"))
        .containsExactly("run", "--kafka", "a.b=c=d", "--dimension", "team=x", "--y");
  }

  @Test
  void shouldLeaveOtherArgumentsAsTheyAre() {
    assertThat(FamilyFlags.normalize("--kafka", "a=b", "--kafkas.a=b", "kafka.a=b"))
        .containsExactly("--kafka", "a=b", "--kafkas.a=b", "kafka.a=b");
  }

  @Test
  void shouldLeaveAFlagWithoutAValueToBeReported() {
    assertThat(FamilyFlags.normalize("--kafka.a")).containsExactly("--kafka", "a");
  }
}
