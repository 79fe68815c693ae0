package dev.spendbreaker.pricing;

/**
 * A price that a user has set, in place of the price book's.
 *
 * @param key {@code provider/model}, or with {@code *} for every provider; as {@link #normalKey}
 *     gives it
 * @param revision of this price: where its record stands in the prices topic, counted from 1
 */
public record PriceOverride(String key, ModelPrice price, long revision) {

  /**
   * The one spelling of a key: in lower case, without blanks around it.
   *
   * @throws IllegalArgumentException where it has no provider or no model, or where one of them is
   *     longer than 256 characters or has control characters
   */
  public static String normalKey(String key) {
    String normal = ModelNames.lower(key);
    int slash = normal.indexOf('/');
    if (slash < 1 || slash == normal.length() - 1) {
      throw new IllegalArgumentException(
          "the key \"" + shown(key) + "\" of a model's price must be provider/model or */model");
    }
    if (!ModelNames.isUsable(normal.substring(0, slash))
        || !ModelNames.isUsable(normal.substring(slash + 1))) {
      throw new IllegalArgumentException(
          "the key \""
              + shown(key)
              + "\" of a model's price has control characters, or a name of more than 256");
    }
    return normal;
  }

  private static String shown(String key) {
    String cut = key.length() > 80 ? key.substring(0, 80) + "…" : key;
    return cut.replaceAll("\\p{C}", "?");
  }
}
