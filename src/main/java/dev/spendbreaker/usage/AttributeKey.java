package dev.spendbreaker.usage;

import org.jspecify.annotations.Nullable;

/**
 * A wanted attribute, or a member of the JSON object of numbers that it holds as text.
 *
 * @param number the attribute's position in {@link UsageReader#keys}
 * @param name the attribute's name
 * @param member the member's name; null for the attribute itself
 */
record AttributeKey(int number, String name, @Nullable String member) {}
