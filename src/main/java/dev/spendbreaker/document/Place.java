package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonLocation;
import org.jspecify.annotations.Nullable;

/** A place in a text; both from 1. */
record Place(int line, int column) {
  static final Place START = new Place(1, 1);

  static Place of(@Nullable JsonLocation location) {
    return location == null
        ? START
        : new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
