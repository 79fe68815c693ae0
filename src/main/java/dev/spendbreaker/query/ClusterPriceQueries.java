package dev.spendbreaker.query;

import dev.spendbreaker.pricing.ModelPrice;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.pricing.PriceOverride;
import dev.spendbreaker.topology.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers from what settlement holds on all instances. */
final class ClusterPriceQueries implements PriceQueries {
  private final PriceBook bundled;
  private final int partitions;
  private final Cluster cluster;
  private volatile @Nullable Book made;

  /**
   * @param bundled the prices that hold where none is set
   * @param partitions of settlement
   */
  ClusterPriceQueries(PriceBook bundled, int partitions, Cluster cluster) {
    this.bundled = bundled;
    this.partitions = partitions;
    this.cluster = cluster;
  }

  /** A book, and the prices it was made with. */
  private record Book(List<PriceOverride> overrides, PriceBook prices) {}

  @Override
  public List<PriceOverride> overrides() {
    return cluster.askAny(Names::isSettleTopic, new SettleQuestions.OfOverrides());
  }

  @Override
  public PriceBook priceBook() {
    List<PriceOverride> overrides = overrides();
    Book before = made;
    if (before == null || !before.overrides.equals(overrides)) {
      before = new Book(overrides, bookWith(overrides));
      made = before;
    }
    return before.prices;
  }

  private PriceBook bookWith(List<PriceOverride> overrides) {
    Map<String, ModelPrice> prices = new HashMap<>();
    overrides.forEach(override -> prices.put(override.key(), override.price()));
    return prices.isEmpty() ? bundled : bundled.with(prices);
  }

  @Override
  public UnpricedModels unpricedModels() {
    Gathered<UnpricedSlice> slices =
        cluster.gather(
            Names::isSettleTopic,
            Cluster.all(partitions),
            Freshness.CURRENT,
            SettleQuestions.OfUnpriced::new);
    return UnpricedModels.of(slices.answers(), slices.missing());
  }
}
