package dev.spendbreaker.config;

/** A value as somebody gave it. Has no text of its own, so that no secret is ever printed. */
final class Given {
  final String key;
  final String value;
  final Origin origin;

  Given(String key, String value, Origin origin) {
    this.key = key;
    this.value = value;
    this.origin = origin;
  }

  /** {@code 'http.port' in app.properties line 3}. */
  String where() {
    return Printed.quoted(key) + " in " + origin.describe(key);
  }
}
