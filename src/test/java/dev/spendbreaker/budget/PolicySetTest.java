package dev.spendbreaker.budget;

import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicySetTest {
  private final PolicySet policies = new PolicySet();

  @Test
  void shouldLetAnExactPolicyReplaceTheWildcardOne() {
    put(policy("default").agent("*"), policy("own").agent("a1"));

    assertThat(governing(Scope.agent("a1"))).containsExactly("own");
    assertThat(governing(Scope.agent("a2"))).containsExactly("default");
  }

  @Test
  void shouldCompareDimensionByDimension() {
    put(
        policy("any").task("*", "*"),
        policy("any agent's t1").task("*", "t1"),
        policy("any task of a1").task("a1", "*"));

    assertThat(governing(Scope.task("a1", "t1"))).containsExactly("any task of a1");
    assertThat(governing(Scope.task("a2", "t1"))).containsExactly("any agent's t1");
    assertThat(governing(Scope.task("a2", "t2"))).containsExactly("any");
  }

  @Test
  void shouldGovernScopesOfItsOwnShapeOnly() {
    put(policy("agents").agent("*"));

    assertThat(governing(Scope.task("a1", "t1"))).isEmpty();
  }

  @Test
  void shouldListEquallySpecificPoliciesById() {
    put(policy("b").agent("a1"), policy("c").agent("*"), policy("a").agent("a1"));

    assertThat(governing(Scope.agent("a1"))).containsExactly("a", "b");
  }

  @Test
  void shouldAddWhatFollowsWhenAllOfThemExpire() {
    put(policy("default").agent("*"), policy("own").agent("a1").expiresAt(100));

    assertThat(governing(Scope.agent("a1"))).containsExactly("own", "default");
    assertThat(inForce(Scope.agent("a1"), 99)).containsExactly("own");
    assertThat(inForce(Scope.agent("a1"), 100)).containsExactly("default");
  }

  @Test
  void shouldReplaceAPolicyOfTheSameId() {
    put(policy("p").agent("a1"), policy("p").revision(2).agent("a2"));

    assertThat(governing(Scope.agent("a1"))).isEmpty();
    assertThat(governing(Scope.agent("a2"))).containsExactly("p");
    assertThat(policies.all()).containsExactly(policy("p").revision(2).agent("a2").build());
  }

  @Test
  void shouldFallBackToTheWildcardWhenTheExactOneIsRemoved() {
    put(policy("default").agent("*"), policy("own").agent("a1"));

    policies.remove("own");
    policies.remove("never there");

    assertThat(governing(Scope.agent("a1"))).containsExactly("default");
    assertThat(policies.get("own")).isNull();
    assertThat(policies.get("default")).isEqualTo(policy("default").agent("*").build());
  }

  private void put(Policies... added) {
    List.of(added).forEach(policy -> policies.put(policy.build()));
  }

  private List<String> governing(Scope scope) {
    return policies.governing(scope).stream().map(PreparedPolicy::id).toList();
  }

  private List<String> inForce(Scope scope, long now) {
    return PolicySet.inForce(policies.governing(scope), now).stream()
        .map(PreparedPolicy::id)
        .toList();
  }
}
