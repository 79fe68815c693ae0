package dev.spendbreaker.pricing;

import org.jspecify.annotations.Nullable;

/**
 * Calls of a model for which no price was known.
 *
 * @param provider as reported, its first 256 characters; null where none is
 * @param model as reported, its first 256 characters; null where none is; {@link #OTHERS} stands
 *     for all models beyond those that are counted by name
 * @param calls how many; negative where calls are taken back
 * @param firstSeenMillis when the first of them ended, milliseconds since the epoch
 * @param lastSeenMillis when the last of them ended
 */
public record UnpricedModel(
    @Nullable String provider,
    @Nullable String model,
    long calls,
    long firstSeenMillis,
    long lastSeenMillis) {

  public static final String OTHERS = "(others)";

  private static final int MAX_LENGTH = 256;

  public UnpricedModel {
    provider = cut(provider);
    model = cut(model);
  }

  private static @Nullable String cut(@Nullable String name) {
    return name == null || name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH);
  }

  /** These calls and others, under the name of these. */
  public UnpricedModel plus(UnpricedModel other) {
    return new UnpricedModel(
        provider,
        model,
        calls + other.calls,
        Math.min(firstSeenMillis, other.firstSeenMillis),
        Math.max(lastSeenMillis, other.lastSeenMillis));
  }

  /** The same calls, among those that are not counted by name. */
  public UnpricedModel asOthers() {
    return new UnpricedModel(null, OTHERS, calls, firstSeenMillis, lastSeenMillis);
  }
}
