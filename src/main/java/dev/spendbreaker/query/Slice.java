package dev.spendbreaker.query;

import java.util.List;

/** What one instance contributes to an answer that several give together. */
interface Slice {
  /** The partitions it was asked for and could not read. */
  List<Integer> unread();
}
