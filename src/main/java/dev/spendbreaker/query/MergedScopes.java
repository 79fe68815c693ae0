package dev.spendbreaker.query;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one page of the slices of several instances. */
final class MergedScopes {
  private MergedScopes() {}

  /**
   * The first scopes of all slices. Where two instances tell of one scope, as they may while it
   * moves from one to the other, the one that looked at it later counts.
   */
  static ScopePage of(ScopeFilter filter, List<ScopeSlice> slices, List<MissingInstance> missing) {
    List<ScopeSlice.Entry> all = entries(slices, Position.order(filter.sort()));
    List<ScopeSlice.Entry> page = all.subList(0, Math.min(filter.limit(), all.size()));
    boolean more = all.size() > page.size() || slices.stream().anyMatch(ScopeSlice::more);
    return new ScopePage(
        page.stream().map(ScopeSlice.Entry::status).toList(),
        more ? cursor(page) : null,
        missing,
        slices.stream().flatMap(slice -> slice.stale().stream()).toList());
  }

  private static List<ScopeSlice.Entry> entries(
      List<ScopeSlice> slices, Comparator<Position> order) {
    Set<String> seen = new HashSet<>();
    return slices.stream()
        .flatMap(slice -> slice.entries().stream())
        .sorted(Comparator.comparingLong(MergedScopes::asOf).reversed())
        .filter(entry -> seen.add(entry.position().key()))
        .sorted(Comparator.comparing(ScopeSlice.Entry::position, order))
        .toList();
  }

  private static long asOf(ScopeSlice.Entry entry) {
    return entry.status().asOfMillis();
  }

  private static @Nullable String cursor(List<ScopeSlice.Entry> page) {
    return page.isEmpty() ? null : page.get(page.size() - 1).position().encode();
  }
}
