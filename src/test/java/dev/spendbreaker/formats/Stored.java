package dev.spendbreaker.formats;

import java.util.Base64;
import java.util.Comparator;

/**
 * A record of an internal topic, as one line of text.
 *
 * @param topic without the application's prefix
 * @param key in Base64
 * @param value in Base64
 */
record Stored(String topic, String key, String value) implements Comparable<Stored> {
  private static final Comparator<Stored> ORDER =
      Comparator.comparing(Stored::topic).thenComparing(Stored::key).thenComparing(Stored::value);

  static Stored of(String topic, byte[] key, byte[] value) {
    Base64.Encoder base64 = Base64.getEncoder();
    return new Stored(topic, base64.encodeToString(key), base64.encodeToString(value));
  }

  static Stored parse(String line) {
    String[] parts = line.split("\t", -1);
    return new Stored(parts[0], parts[1], parts[2]);
  }

  String line() {
    return topic + "\t" + key + "\t" + value;
  }

  byte[] keyBytes() {
    return Base64.getDecoder().decode(key);
  }

  byte[] valueBytes() {
    return Base64.getDecoder().decode(value);
  }

  @Override
  public int compareTo(Stored other) {
    return ORDER.compare(this, other);
  }
}
