package dev.spendbreaker.http;

import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.metrics.Meters;
import dev.spendbreaker.query.PriceQueries;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.query.TopologyQueries;
import dev.spendbreaker.usage.UsageSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The page, what only the page asks for, and the metrics. */
public final class PageRoutes {
  private PageRoutes() {}

  /**
   * The routes.
   *
   * @param usage how spans are read
   * @param spend what is known of traces
   * @param prices what they cost
   * @param dimensions those that policies may name
   * @param whatIf what a policy would have come to
   */
  public static List<Route> of(
      UsageSettings usage,
      SpendQueries spend,
      PriceQueries prices,
      Dimensions dimensions,
      WhatIf whatIf,
      TopologyQueries topology,
      Health health,
      Meters meters,
      InstantSource clock) {
    return Stream.of(
            new PageResource().routes(),
            new ExplainResource(usage, spend, prices, clock).routes(),
            new WhatIfResource(spend, dimensions, whatIf).routes(),
            new TopologyResource(topology, health, clock).routes(),
            new MetricsResource(meters).routes())
        .flatMap(List::stream)
        .toList();
  }
}
