package dev.spendbreaker.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergedScopesTest {
  private static final Tokens TOKENS = new Tokens(1, 1, 0, 0, 0);

  /** A scope that an instance knows. */
  private record Known(String agent, long nanos) {}

  @Test
  void shouldOrderBySpendAcrossInstancesAndCutAtTheLimit() {
    ScopePage page =
        MergedScopes.of(
            filter(ScopeFilter.Sort.SPENT, 3, null),
            List.of(slice(known("a", 5), known("b", 1)), slice(known("c", 9), known("d", 5))),
            List.of());

    assertThat(keys(page)).containsExactly("agent/c", "agent/a", "agent/d");
    assertThat(page.cursor()).isNotNull();
  }

  @Test
  void shouldHaveNoCursorWhereAllIsOnThePage() {
    ScopePage page =
        MergedScopes.of(
            filter(ScopeFilter.Sort.KEY, 2, null),
            List.of(slice(known("b", 1)), slice(known("a", 2))),
            List.of());

    assertThat(keys(page)).containsExactly("agent/a", "agent/b");
    assertThat(page.cursor()).isNull();
  }

  @Test
  void shouldHaveACursorWhereAnInstanceHasMoreThanItTold() {
    ScopeSlice cut = new ScopeSlice(entries(known("a", 1)), true, List.of(), List.of());

    ScopePage page =
        MergedScopes.of(filter(ScopeFilter.Sort.KEY, 1, null), List.of(cut), List.of());

    assertThat(page.cursor()).isNotNull();
  }

  @Test
  void shouldTellOfAScopeOnceAndByWhoLookedLast() {
    ScopeSlice before = new ScopeSlice(List.of(entry("a", 1, 1_000)), false, List.of(), List.of());
    ScopeSlice after = new ScopeSlice(List.of(entry("a", 4, 2_000)), false, List.of(), List.of());

    ScopePage page =
        MergedScopes.of(
            filter(ScopeFilter.Sort.SPENT, 10, null), List.of(after, before), List.of());

    assertThat(page.scopes()).extracting(status -> status.totals().costNanos()).containsExactly(4L);
  }

  @Test
  void shouldKeepWhatIsMissingAndWhatIsStale() {
    MissingInstance down = new MissingInstance("h:1", List.of(2, 0), MissingInstance.TIMEOUT);
    ScopeSlice copy =
        new ScopeSlice(List.of(), false, List.of(), List.of(new StalePartition(1, 9)));

    ScopePage page =
        MergedScopes.of(filter(ScopeFilter.Sort.KEY, 10, null), List.of(copy), List.of(down));

    assertThat(page.missing()).containsExactly(down);
    assertThat(page.missingPartitions()).containsExactly(0, 2);
    assertThat(page.stale()).containsExactly(new StalePartition(1, 9));
  }

  /**
   * Scopes move from instance to instance between any two pages, as in a rebalance: the pages hold
   * all of them, once, in order.
   */
  @ParameterizedTest
  @EnumSource(ScopeFilter.Sort.class)
  void shouldPageThroughAllScopesWhereverTheyMove(ScopeFilter.Sort sort) {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      List<Known> all =
          IntStream.range(0, random.nextInt(60))
              .mapToObj(i -> known("a" + i, random.nextInt(10)))
              .toList();
      int limit = 1 + random.nextInt(12);

      List<String> paged = new ArrayList<>();
      String cursor = null;
      do {
        ScopeFilter filter = filter(sort, limit, cursor);
        ScopePage page = MergedScopes.of(filter, slices(all, filter, random), List.of());
        assertThat(page.scopes().size()).isLessThanOrEqualTo(limit);
        paged.addAll(keys(page));
        cursor = page.cursor();
      } while (cursor != null);

      assertThat(paged).as("seed " + seed).isEqualTo(inOrder(all, sort));
    }
  }

  /** Spreads the scopes over one to four instances, and has each tell its first. */
  private static List<ScopeSlice> slices(List<Known> all, ScopeFilter filter, Random random) {
    int instances = 1 + random.nextInt(4);
    List<List<Known>> owned = new ArrayList<>();
    IntStream.range(0, instances).forEach(i -> owned.add(new ArrayList<>()));
    all.forEach(known -> owned.get(random.nextInt(instances)).add(known));
    return owned.stream().map(own -> first(own, filter)).toList();
  }

  /** What an instance tells, worked out by sorting all it has. */
  private static ScopeSlice first(List<Known> own, ScopeFilter filter) {
    Position after = filter.cursor() == null ? null : Position.decode(filter.cursor());
    List<ScopeSlice.Entry> left =
        own.stream()
            .sorted(naive(filter.sort()))
            .filter(known -> after == null || comesAfter(known, after, filter.sort()))
            .map(known -> entry(known.agent, known.nanos, 0))
            .toList();
    int count = Math.min(filter.limit(), left.size());
    return new ScopeSlice(left.subList(0, count), left.size() > count, List.of(), List.of());
  }

  private static boolean comesAfter(Known known, Position after, ScopeFilter.Sort sort) {
    Known last = known(after.key().substring("agent/".length()), after.costNanos());
    return naive(sort).compare(known, last) > 0;
  }

  private static Comparator<Known> naive(ScopeFilter.Sort sort) {
    return (a, b) ->
        sort == ScopeFilter.Sort.SPENT && a.nanos != b.nanos
            ? Long.compare(b.nanos, a.nanos)
            : a.agent.compareTo(b.agent);
  }

  private static List<String> inOrder(List<Known> all, ScopeFilter.Sort sort) {
    return all.stream().sorted(naive(sort)).map(known -> "agent/" + known.agent).toList();
  }

  private static Known known(String agent, long nanos) {
    return new Known(agent, nanos);
  }

  private static ScopeSlice slice(Known... scopes) {
    return new ScopeSlice(entries(scopes), false, List.of(), List.of());
  }

  private static List<ScopeSlice.Entry> entries(Known... scopes) {
    return List.of(scopes).stream().map(known -> entry(known.agent, known.nanos, 0)).toList();
  }

  private static ScopeSlice.Entry entry(String agent, long nanos, long asOf) {
    Scope scope = Scope.agent(agent);
    ScopeStatus status =
        new ScopeStatus(
            scope,
            Action.ALLOW,
            Usage.priced(TOKENS, nanos),
            null,
            "",
            false,
            List.of(),
            Map.of(),
            null,
            asOf);
    return new ScopeSlice.Entry(new Position(nanos, scope.key()), status);
  }

  private static ScopeFilter filter(ScopeFilter.Sort sort, int limit, @Nullable String cursor) {
    return new ScopeFilter(Set.of(), null, null, sort, limit, cursor);
  }

  private static List<String> keys(ScopePage page) {
    return page.scopes().stream().map(status -> status.scope().key()).toList();
  }
}
