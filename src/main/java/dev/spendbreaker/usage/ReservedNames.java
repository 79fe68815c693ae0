package dev.spendbreaker.usage;

/**
 * The names under which is charged together what got no name of its own. A span that bears one is
 * taken as one that bears none, so what stands under them is nobody's doing but Spendbreaker's.
 */
public final class ReservedNames {
  /** What is charged together within something that has a name. */
  public static final String OVERFLOW = "(overflow)";

  private static final String PREFIX = "(overflow";

  private ReservedNames() {}

  /** What is charged together in one partition of the ledger. */
  public static String overflow(int partition) {
    return PREFIX + "-" + partition + ")";
  }

  /** Whether no sender may use a name. */
  public static boolean isReserved(String name) {
    return name.startsWith(PREFIX);
  }
}
