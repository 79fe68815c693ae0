package dev.spendbreaker.query;

import dev.spendbreaker.pricing.UnpricedModel;
import java.util.List;

/**
 * What one instance knows of models without a price.
 *
 * @param models by partition; a model may be there several times
 * @param unread partitions it was asked for and could not read
 */
record UnpricedSlice(List<UnpricedModel> models, List<Integer> unread) implements Slice {}
