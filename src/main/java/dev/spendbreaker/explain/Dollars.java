package dev.spendbreaker.explain;

import java.math.BigDecimal;

/** Money as people write it. */
public final class Dollars {
  private static final int NANO_DECIMALS = 9;

  private Dollars() {}

  /** Nano-USD as USD, exactly, without trailing zeros. */
  public static BigDecimal of(long nanos) {
    BigDecimal usd = BigDecimal.valueOf(nanos, NANO_DECIMALS).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0) : usd;
  }
}
