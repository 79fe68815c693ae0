package dev.spendbreaker.budget;

/** Arithmetic on amounts that stays at the ends of {@code long} instead of wrapping. */
final class Amounts {
  private Amounts() {}

  static long plus(long a, long b) {
    long sum = a + b;
    boolean overflowed = ((a ^ sum) & (b ^ sum)) < 0;
    return overflowed ? (a < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE) : sum;
  }

  static long minus(long a, long b) {
    return plus(a, -b);
  }
}
