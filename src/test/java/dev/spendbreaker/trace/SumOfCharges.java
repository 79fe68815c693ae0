package dev.spendbreaker.trace;

import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds up charges by all that an account is kept by, in exact arithmetic of its own. */
final class SumOfCharges {
  /** What amounts are summed over. */
  record Posting(
      String agent,
      String task,
      long eventTimeMillis,
      @Nullable String model,
      Map<String, String> dimensions) {}

  private SumOfCharges() {}

  /** The sums that are not zero. */
  static Map<Posting, List<BigDecimal>> of(Collection<Charge> charges) {
    Map<Posting, List<BigDecimal>> sums = new HashMap<>();
    charges.forEach(
        charge -> sums.merge(posting(charge), amounts(charge.usage()), (a, b) -> plus(a, b)));
    return withoutZeros(sums);
  }

  static Posting posting(Charge charge) {
    return new Posting(
        charge.agent(),
        charge.task(),
        charge.eventTimeMillis(),
        charge.model(),
        charge.dimensions());
  }

  static List<BigDecimal> plus(List<BigDecimal> a, List<BigDecimal> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i).add(b.get(i))).toList();
  }

  /** The sums that are not zero, in a form in which equal amounts are equal objects. */
  static Map<Posting, List<BigDecimal>> withoutZeros(Map<Posting, List<BigDecimal>> sums) {
    sums.replaceAll(
        (posting, amounts) -> amounts.stream().map(BigDecimal::stripTrailingZeros).toList());
    sums.values().removeIf(amounts -> amounts.stream().allMatch(a -> a.signum() == 0));
    return sums;
  }

  /** Cost in USD, then tokens (input, output, read, written, reasoning), then counts. */
  private static List<BigDecimal> amounts(Usage usage) {
    return Stream.concat(
            Stream.of(BigDecimal.valueOf(usage.costNanos(), 9)),
            Stream.of(
                    usage.inputTokens(),
                    usage.outputTokens(),
                    usage.cacheReadTokens(),
                    usage.cacheWriteTokens(),
                    usage.reasoningTokens(),
                    usage.calls(),
                    usage.toolCalls(),
                    usage.unpricedCalls(),
                    usage.unmeteredCalls())
                .map(BigDecimal::valueOf))
        .toList();
  }
}
