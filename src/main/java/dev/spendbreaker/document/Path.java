package dev.spendbreaker.document;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a document while it is read; its text is only made for errors.
 *
 * @param parent null for the root
 * @param step the field's name, or the item's index
 */
record Path(@Nullable Path parent, Object step) {
  static final Path ROOT = new Path(null, Paths.ROOT);

  Path child(Object step) {
    return new Path(this, step);
  }

  /** As a JSON path. */
  @Override
  public String toString() {
    if (parent == null) {
      return Paths.ROOT;
    }
    return step instanceof Integer index
        ? Paths.child(parent.toString(), index)
        : Paths.child(parent.toString(), (String) step);
  }
}
