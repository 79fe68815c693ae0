package dev.spendbreaker.cli;

import dev.spendbreaker.config.SettingNames;
import dev.spendbreaker.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The flags of families of settings, which may be written in two ways: {@code --kafka
 * security.protocol=SSL} and {@code --kafka.security.protocol=SSL}.
 */
final class FamilyFlags {
  private FamilyFlags() {}

  /** Rewrites the second way to the first; all other arguments stay as they are. */
  static String[] normalize(String... args) {
    List<String> normalized = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      String flag = familyOf(args[i]);
      if (flag.isEmpty()) {
        normalized.add(args[i]);
        continue;
      }
      String setting = args[i].substring(flag.length() + 1);
      boolean needsValue = setting.indexOf('=') < 0 && i + 1 < args.length;
      normalized.add(flag);
      normalized.add(needsValue ? setting + "=" + args[++i] : setting);
    }
    return normalized.toArray(new String[0]);
  }

  private static String familyOf(String argument) {
    return flags().filter(flag -> argument.startsWith(flag + ".")).findFirst().orElse("");
  }

  private static Stream<String> flags() {
    return Settings.definition().configKeys().values().stream()
        .filter(SettingNames::isFamily)
        .map(SettingNames::flag);
  }
}
