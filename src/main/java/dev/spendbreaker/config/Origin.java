package dev.spendbreaker.config;

/** Where a value of a setting was given. */
sealed interface Origin {
  /** In words: {@code flag --http-port}, {@code app.properties line 3}. */
  String describe(String key);

  /** The key as one would write it there. */
  String spell(String key);

  /** A command line option. */
  record Flag() implements Origin {
    @Override
    public String describe(String key) {
      return "flag " + spell(key);
    }

    @Override
    public String spell(String key) {
      return SettingNames.flag(key);
    }
  }

  /** An environment variable. */
  record Variable(String name) implements Origin {
    @Override
    public String describe(String key) {
      return "environment variable " + name;
    }

    @Override
    public String spell(String key) {
      return SettingNames.variable(key);
    }
  }

  /** A line of the settings file, from 1. */
  record FileLine(String file, int line) implements Origin {
    @Override
    public String describe(String key) {
      return file + " line " + line;
    }

    @Override
    public String spell(String key) {
      return key;
    }
  }

  /** Given nowhere. */
  record Default() implements Origin {
    @Override
    public String describe(String key) {
      return "default";
    }

    @Override
    public String spell(String key) {
      return key;
    }
  }
}
