package dev.spendbreaker.query;

/** What this instance can answer from its own stores. */
record LocalState(LocalQueries spend, LocalSettlement settled) {}
