package dev.spendbreaker.query;

import dev.spendbreaker.pricing.UnpricedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models whose calls had no price.
 *
 * @param models the most calls first, each name once
 * @param missing the instances that did not answer; the calls they know of are not counted
 */
public record UnpricedModels(List<UnpricedModel> models, List<MissingInstance> missing) {
  static UnpricedModels of(List<UnpricedSlice> slices, List<MissingInstance> missing) {
    Map<List<@Nullable String>, UnpricedModel> byName = new HashMap<>();
    for (UnpricedSlice slice : slices) {
      slice.models().forEach(model -> byName.merge(name(model), model, UnpricedModel::plus));
    }
    List<UnpricedModel> models =
        byName.values().stream()
            .sorted(Comparator.comparingLong(UnpricedModel::calls).reversed())
            .toList();
    return new UnpricedModels(models, missing);
  }

  private static List<@Nullable String> name(UnpricedModel model) {
    List<@Nullable String> name = new ArrayList<>();
    name.add(model.provider());
    name.add(model.model());
    return name;
  }
}
