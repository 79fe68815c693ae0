package dev.spendbreaker.document;

import java.nio.charset.StandardCharsets;

/**
 * A policy as it stands in a file.
 *
 * @param id the key of its record
 * @param json its canonical document
 * @param location file, line and column, such as {@code team.yaml:12:3}
 */
public record NamedPolicy(String id, String json, String location) {
  /** The value of its record: the document in UTF-8. */
  public byte[] jsonBytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
