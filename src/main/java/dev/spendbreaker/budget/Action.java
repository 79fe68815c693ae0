package dev.spendbreaker.budget;

/** What a decision asks its consumers to do, from mildest to strictest. */
public enum Action {
  ALLOW,
  WARN,
  BLOCK,
  KILL;

  /** The stricter of the two. */
  public Action strictest(Action other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** As it stands in documents: {@code allow}, {@code warn}, {@code block}, {@code kill}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
