package dev.spendbreaker.pricing;

import java.util.List;

/**
 * A provider of the price book.
 *
 * @param id how the book calls it
 * @param named the names it is reported by
 * @param owns the names of models whose home it is
 * @param also the ids of providers whose models it sells too
 * @param models its models; of those that answer to a name the first is meant
 */
record Provider(
    String id,
    List<NameRule> named,
    List<NameRule> owns,
    List<String> also,
    List<PricedModel> models) {}
