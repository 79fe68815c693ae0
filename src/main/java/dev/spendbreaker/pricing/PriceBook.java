package dev.spendbreaker.pricing;

import dev.spendbreaker.usage.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models by provider, over time. Immutable, and safe for use by several threads.
 *
 * <p>A name longer than 256 characters, or with control characters in it, has no price.
 */
public final class PriceBook implements Pricer {
  private static final String RESOURCE = "prices.txt";
  private static final int CACHED_NAMES = 2048;

  private final String source;
  private final ModelMatcher matcher;
  private final Map<String, PricedModel> overrides;
  private final BoundedCache<Reported, Found> cache = new BoundedCache<>(CACHED_NAMES);

  /** What a span reports; the provider is empty where it reports none. */
  private record Reported(String provider, String model) {}

  private record Found(@Nullable PricedModel model) {}

  private PriceBook(String source, ModelMatcher matcher, Map<String, PricedModel> overrides) {
    this.source = source;
    this.matcher = matcher;
    this.overrides = overrides;
  }

  /** The book that comes with the application. */
  public static PriceBook bundled() {
    try (InputStream in =
            Objects.requireNonNull(PriceBook.class.getResourceAsStream(RESOURCE), RESOURCE);
        BufferedReader text =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return parse(text.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled price book cannot be read", e);
    }
  }

  /**
   * A book from its text; the head of {@code prices.txt} describes it.
   *
   * @throws IllegalArgumentException that names the line where one cannot be used
   */
  public static PriceBook parse(List<String> lines) {
    PriceBookReader.Contents contents = PriceBookReader.read(lines);
    return new PriceBook(contents.source(), new ModelMatcher(contents.providers()), Map.of());
  }

  /**
   * This book with other prices for some models, in place of any given before.
   *
   * <p>A key is {@code provider/model}, where upper and lower case are the same. The provider is
   * the reported one or the book's id of it, or {@code *} for every one; the model is the reported
   * one or the book's id of it, as in {@link #match}. What was reported wins over what it is in the
   * book, and a named provider over {@code *}.
   *
   * @throws IllegalArgumentException where {@link PriceOverride#normalKey} refuses a key
   */
  public PriceBook with(Map<String, ModelPrice> overrides) {
    Map<String, PricedModel> models = new HashMap<>();
    overrides.forEach(
        (key, price) -> models.put(PriceOverride.normalKey(key), override(key, price)));
    return new PriceBook(source, matcher, Map.copyOf(models));
  }

  private static PricedModel override(String key, ModelPrice price) {
    int slash = key.indexOf('/');
    return PricedModel.always(key.substring(0, slash), key.substring(slash + 1), price);
  }

  /** Which package the book was made from: name, version and date. */
  public String source() {
    return source;
  }

  /**
   * The entry, {@code provider/model}, that gives a reported model its price: one of the book, by
   * its ids, or an override, by its key. Null where there is none.
   */
  public @Nullable String match(@Nullable String provider, @Nullable String model) {
    PricedModel found = find(provider, model);
    return found == null ? null : found.key();
  }

  /**
   * What a reported model costs and where that is said; null where it has no price.
   *
   * @param timeMillis when a call ends: prices change over time
   */
  public @Nullable Quote quote(@Nullable String provider, @Nullable String model, long timeMillis) {
    PricedModel found = find(provider, model);
    return found == null ? null : found.quote(isOverride(found), timeMillis);
  }

  private boolean isOverride(PricedModel model) {
    return overrides.containsValue(model);
  }

  /** What every model of the book costs at a time, without overrides; in the order of the book. */
  public List<Quote> listed(long timeMillis) {
    return matcher.models().map(model -> model.quote(false, timeMillis)).toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Cached input costs what other input does, reasoning what other output does and audio what
   * text does, where the book has no price of their own. What is sold by the hour or the page is
   * {@link #UNPRICED}.
   */
  @Override
  public long costNanos(
      @Nullable String provider, @Nullable String model, Tokens tokens, long endTimeMillis) {
    PricedModel found = find(provider, model);
    ModelPrice price = found == null ? null : found.priceAt(endTimeMillis, tokens.input());
    return price == null ? UNPRICED : price.costNanos(tokens);
  }

  private @Nullable PricedModel find(@Nullable String provider, @Nullable String model) {
    String label = provider == null ? "" : provider;
    if (model == null || !ModelNames.isUsable(model) || !ModelNames.isUsable(label)) {
      return null;
    }
    return cache.get(new Reported(label, model), this::resolve).model();
  }

  private Found resolve(Reported reported) {
    PricedModel listed = matcher.match(reported.provider(), reported.model());
    return new Found(
        overrideKeys(reported, listed)
            .map(overrides::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(listed));
  }

  private Stream<String> overrideKeys(Reported reported, @Nullable PricedModel listed) {
    String provider = ModelNames.lower(reported.provider());
    String id = Objects.requireNonNullElse(matcher.providerId(provider), provider);
    String model = ModelNames.lower(reported.model());
    Stream<String> asReported = Stream.of(provider + "/" + model, id + "/" + model);
    Stream<String> asNamed = matcher.isOpen(provider) ? Stream.of(model) : Stream.empty();
    Stream<String> anywhere = Stream.of("*/" + model);
    Stream<String> asListed =
        listed == null
            ? Stream.empty()
            : Stream.of(id + "/" + listed.id(), listed.key(), "*/" + listed.id())
                .map(ModelNames::lower);
    return Stream.of(asReported, asNamed, anywhere, asListed).flatMap(keys -> keys);
  }
}
