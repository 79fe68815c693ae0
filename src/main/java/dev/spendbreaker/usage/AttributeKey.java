package dev.spendbreaker.usage;

/**
 * A wanted attribute.
 *
 * @param number its position in {@link UsageReader#keys}
 */
record AttributeKey(int number, String name) {}
