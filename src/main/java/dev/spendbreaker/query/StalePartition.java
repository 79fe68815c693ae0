package dev.spendbreaker.query;

/**
 * A partition that a copy answered for.
 *
 * @param lag how many changes the copy had not taken in
 */
public record StalePartition(int partition, long lag) {}
