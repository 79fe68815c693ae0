package dev.spendbreaker.explain;

import java.util.Locale;

/** Where in its trace's tree a span stands. */
enum Place {
  ROOT,
  BELOW_ITS_PARENT,
  PARENT_MISSING,
  /** Its parents form a cycle, so that it is settled as a root. */
  IN_A_CYCLE;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
