package dev.spendbreaker.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The OpenAPI document of the REST interface: {@code openapi.yaml}, with the published schemas
 * among its components. Their definitions are components of their own there, because many tools
 * look for them nowhere else.
 */
public final class OpenApiDocument {
  /** The file that holds it. */
  public static final String FILE_NAME = "openapi.json";

  private static final String RESOURCE = "/dev/spendbreaker/openapi/openapi.yaml";
  private static final Pattern REFERENCE = Pattern.compile("#/\\$defs/(\\w+)");
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build()
          .writer(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                  .withObjectIndenter(new DefaultIndenter("  ", "\n")));

  private OpenApiDocument() {}

  /** The document, as JSON. */
  public static byte[] read() {
    try {
      ObjectNode document = (ObjectNode) TreeReader.readYaml(source()).get(0).root();
      ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
      addFields("policy", "PolicyFields", schemas);
      addFields("price", "PriceFields", schemas);
      add("decision", "Decision", schemas);
      add("ack", "Acknowledgement", schemas);
      return (WRITER.writeValueAsString(document) + "\n").getBytes(UTF_8);
    } catch (MalformedTextException e) {
      throw new IllegalStateException(RESOURCE + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String source() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Without what keeps other fields out: answers have some besides. */
  private static void addFields(String name, String component, ObjectNode schemas)
      throws MalformedTextException {
    add(name, component, schemas).remove("additionalProperties");
  }

  private static ObjectNode add(String name, String component, ObjectNode schemas)
      throws MalformedTextException {
    String text =
        REFERENCE
            .matcher(new String(PublishedSchemas.read(name), UTF_8))
            .replaceAll(found -> "#/components/schemas/" + joined(name, found.group(1)));
    ObjectNode schema = (ObjectNode) TreeReader.readJson(text).root();
    schema.remove("$schema");
    schema.remove("$id");
    schema
        .remove("$defs")
        .properties()
        .forEach(
            definition -> schemas.set(joined(name, definition.getKey()), definition.getValue()));
    schemas.set(component, schema);
    return schema;
  }

  /** {@code policy} and {@code usd} as {@code PolicyUsd}. */
  private static String joined(String name, String definition) {
    return capitalized(name) + capitalized(definition);
  }

  private static String capitalized(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
