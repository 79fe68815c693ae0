package dev.spendbreaker.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The JSON Schemas of the documents that users write and read. */
public final class PublishedSchemas {
  /** What there are schemas of. */
  public static final List<String> NAMES = List.of("policy", "price", "decision", "ack", "replay");

  private PublishedSchemas() {}

  /** The file that holds a schema. */
  public static String fileName(String name) {
    return name + ".schema.json";
  }

  /** A schema, one of {@link #NAMES}. */
  public static byte[] read(String name) {
    String resource = "/dev/spendbreaker/schemas/" + fileName(name);
    try (InputStream in =
        Objects.requireNonNull(PublishedSchemas.class.getResourceAsStream(resource), resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
