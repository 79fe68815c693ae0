package dev.spendbreaker.pricing;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which one model's name appears. */
final class ModelNames {
  /** The longest name looked at, in UTF-16 units: twice that of a Bedrock inference profile ARN. */
  private static final int MAX_LENGTH = 256;

  // publishers/google/models/gemini-2.0-flash, with or without the project before and alone.
  private static final Pattern GOOGLE_RESOURCE =
      Pattern.compile(
          "(?:projects/[^/]+/locations/[^/]+/)?(?:publishers/[^/]+/)?models/(?<model>.+)");
  // arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-…
  private static final Pattern AWS_RESOURCE =
      Pattern.compile("arn:aws[^:]*:bedrock:[^/]*/(?<model>[^/]+)");
  // us.anthropic.claude-sonnet-4-20250514-v1:0: region or none, vendor, model.
  private static final Pattern BEDROCK =
      Pattern.compile(
          "(?:[a-z]{2,6}(?:-gov)?\\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|mistral"
              + "|nvidia|openai|qwen|writer)\\.[a-z].*");
  private static final Pattern BEDROCK_REGION = Pattern.compile("^[a-z]{2,6}(?:-gov)?\\.(?=[a-z])");
  private static final Pattern OPENROUTER_FREE = Pattern.compile("[^/]+/[^/]+:free");
  private static final Pattern COMPACT_DATE =
      Pattern.compile("-(20\\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(?=-|:|$)");
  private static final Pattern VERSION =
      Pattern.compile("(?<=.)(?:@[^/@]+|-20\\d{2}-?[01]\\d-?[0-3]\\d|-latest)$");

  private ModelNames() {}

  /** Whether a name of a provider or a model is worth looking up. */
  static boolean isUsable(String name) {
    return name.length() <= MAX_LENGTH && !hasControlCharacter(name);
  }

  /** Asked for every span that is priced, so without a stream. */
  private static boolean hasControlCharacter(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** In lower case, without blanks around it. */
  static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** The name in lower case, taken out of the path of a cloud's resource. */
  static String plain(String model) {
    String name = lower(model);
    Matcher google = GOOGLE_RESOURCE.matcher(name);
    if (google.matches()) {
      return google.group("model");
    }
    Matcher aws = AWS_RESOURCE.matcher(name);
    return aws.matches() ? aws.group("model") : name;
  }

  static boolean isBedrocks(String name) {
    return BEDROCK.matcher(name).matches();
  }

  static boolean isFreeAtOpenRouter(String name) {
    return OPENROUTER_FREE.matcher(name).matches();
  }

  /** The name, and how else the book may write it, the closest first. */
  static Set<String> spellings(String name) {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(name);
    spellings.add(COMPACT_DATE.matcher(name).replaceAll("-$1-$2-$3"));
    spellings.add(BEDROCK_REGION.matcher(name).replaceFirst(""));
    spellings.add(VERSION.matcher(name).replaceFirst(""));
    return spellings;
  }

  /** Where a leading provider's name ends, {@code openai/…} or {@code openai:…}; -1 if nowhere. */
  static int prefixEnd(String name) {
    int slash = name.indexOf('/');
    int colon = name.indexOf(':');
    boolean colonFirst = colon >= 0 && (slash < 0 || colon < slash);
    return colonFirst ? colon : slash;
  }

  static String lastSegment(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
