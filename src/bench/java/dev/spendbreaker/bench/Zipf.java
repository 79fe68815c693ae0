package dev.spendbreaker.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * Numbers from 0 of which each is drawn less often than the one before: number k by 1 / (k + 1).
 */
final class Zipf {
  private final double[] cumulative;

  /** Draws from {@code count} numbers. */
  Zipf(int count) {
    cumulative = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += 1.0 / (k + 1);
      cumulative[k] = sum;
    }
  }

  int next(Random random) {
    double drawn = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, drawn);
    return found >= 0 ? found : -found - 1;
  }
}
