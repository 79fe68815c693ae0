package dev.spendbreaker.pricing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model of the price book that a reported provider and model mean.
 *
 * <p>The reported provider decides where the book has it. Where it is unknown or absent, or only
 * tells whose API was spoken, the model's name does: by a provider before it ({@code groq/…}), by
 * its form, by the provider whose home it is, or by costing the same wherever it is sold. A name
 * that leaves a doubt is not matched: that a price is missing shows, that it is wrong does not.
 */
final class ModelMatcher {
  private final Map<String, Provider> providers;
  private final Map<String, List<PricedModel>> soldBy = new HashMap<>();
  private final Map<String, List<PricedModel>> byExactName = new HashMap<>();

  /**
   * @throws IllegalArgumentException where a provider sells the models of one that is not there
   */
  ModelMatcher(Map<String, Provider> providers) {
    this.providers = providers;
    providers.forEach((id, provider) -> soldBy.put(id, modelsOf(provider)));
    // Those that own models first, so that of equal prices the maker's is the one that is named.
    providers.values().stream()
        .sorted(Comparator.comparing((Provider provider) -> provider.owns().isEmpty()))
        .forEach(provider -> provider.models().forEach(this::index));
  }

  private List<PricedModel> modelsOf(Provider provider) {
    List<PricedModel> models = new ArrayList<>(provider.models());
    for (String id : provider.also()) {
      Provider other = providers.get(id);
      if (other == null) {
        throw new IllegalArgumentException(
            "the price book has no provider " + id + ", whose models " + provider.id() + " sells");
      }
      models.addAll(other.models());
    }
    return models;
  }

  private void index(PricedModel model) {
    for (NameRule rule : model.names()) {
      if (rule.exactName() != null) {
        byExactName.computeIfAbsent(rule.exactName(), name -> new ArrayList<>()).add(model);
      }
    }
  }

  /**
   * The model meant; null where that is not certain.
   *
   * @param reportedProvider empty where none is reported
   */
  @Nullable PricedModel match(String reportedProvider, String model) {
    String label = ModelNames.lower(reportedProvider);
    if (isUnlisted(label)) {
      return null;
    }
    String name = ModelNames.plain(model);
    Provider provider = providerLabelled(label);
    if (isOpen(provider) && ModelNames.isFreeAtOpenRouter(name)) {
      provider = providers.get("openrouter");
    }
    PricedModel found = find(provider, name);
    return found == null || isCredible(found, provider, name) ? found : null;
  }

  /** The models of all providers, in the order of the book. */
  Stream<PricedModel> models() {
    return providers.values().stream().flatMap(provider -> provider.models().stream());
  }

  /** The book's id of a reported provider; null where the book does not have it. */
  @Nullable String providerId(String reportedProvider) {
    Provider provider = providerLabelled(ModelNames.lower(reportedProvider));
    return provider == null ? null : provider.id();
  }

  /** Whether a model's name may begin with who sells it, as the reported provider does not tell. */
  boolean isOpen(String reportedProvider) {
    return isOpen(providerLabelled(ModelNames.lower(reportedProvider)));
  }

  /** Free of charge is a matter of who serves the model, so it is not inferred from its name. */
  private static boolean isCredible(PricedModel found, @Nullable Provider provider, String name) {
    boolean isReported = provider != null && found.provider().equals(provider.id());
    return isReported || !found.isFree() || name.endsWith(":free");
  }

  /** Whether the provider is for the model's name to tell. */
  private static boolean isOpen(@Nullable Provider provider) {
    return provider == null || ProviderNames.isSpokenByOthers(provider.id());
  }

  private static boolean isUnlisted(String label) {
    return ProviderNames.isUnlisted(label)
        || ProviderNames.isUnlisted(ProviderNames.withoutApi(label));
  }

  private @Nullable Provider providerLabelled(String label) {
    if (label.isEmpty() || ProviderNames.isFramework(label)) {
      return null;
    }
    Provider exact = providerNamed(label);
    if (exact == null) {
      exact = providerNamed(ProviderNames.withoutApi(label));
    }
    return exact == null ? firstByRule(label, Provider::named) : exact;
  }

  private @Nullable Provider providerNamed(String name) {
    String alias = ProviderNames.aliased(name);
    return providers.get(alias == null ? name : alias);
  }

  private @Nullable Provider firstByRule(String name, Function<Provider, List<NameRule>> rules) {
    for (Provider provider : providers.values()) {
      if (NameRule.anyHolds(rules.apply(provider), name)) {
        return provider;
      }
    }
    return null;
  }

  private @Nullable PricedModel find(@Nullable Provider provider, String name) {
    PricedModel found = provider == null ? null : sold(provider, name);
    if (found != null) {
      return found;
    }
    // The name may begin with a provider, or with a path that only a gateway understands.
    boolean open = isOpen(provider);
    int end = ModelNames.prefixEnd(name);
    String prefix = end < 0 ? "" : name.substring(0, end);
    Provider leading = providerNamed(prefix);
    if (leading != null && (open || leading.equals(provider))) {
      return find(leading, name.substring(end + 1));
    }
    if (open && ProviderNames.isUnlisted(prefix)) {
      return null;
    }
    String segment = ModelNames.lastSegment(name);
    if (provider != null && !segment.equals(name)) {
      found = sold(provider, segment);
    }
    return found == null && open ? findAtHome(name) : found;
  }

  private @Nullable PricedModel findAtHome(String name) {
    Provider home =
        ModelNames.isBedrocks(name) ? providers.get("aws") : firstByRule(name, Provider::owns);
    PricedModel found = home == null ? null : sold(home, name);
    return found == null ? soldAtOnePrice(name) : found;
  }

  private @Nullable PricedModel soldAtOnePrice(String name) {
    for (String spelling : ModelNames.spellings(name)) {
      List<PricedModel> models = byExactName.getOrDefault(spelling, List.of());
      if (!models.isEmpty()) {
        Set<List<Period>> prices = new HashSet<>();
        models.forEach(model -> prices.add(model.periods()));
        return prices.size() == 1 ? models.get(0) : null;
      }
    }
    return null;
  }

  /** The model a provider sells under a name, its own or another's. */
  private @Nullable PricedModel sold(Provider provider, String name) {
    List<PricedModel> models = soldBy.getOrDefault(provider.id(), List.of());
    for (String spelling : ModelNames.spellings(name)) {
      for (PricedModel model : models) {
        if (model.answersTo(spelling)) {
          return model;
        }
      }
    }
    return null;
  }
}
