package dev.spendbreaker.violating.query;

import dev.spendbreaker.violating.topology.Stores;

public interface Answers {
  Stores stores();
}
