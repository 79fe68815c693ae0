package dev.spendbreaker.config;

/** A setting in force: its value, and how it was given. */
final class Setting {
  final Given given;

  /** Of the type the definition says; of a Kafka property, its text. */
  final Object value;

  Setting(Given given, Object value) {
    this.given = given;
    this.value = value;
  }
}
