package dev.spendbreaker.document;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The published JSON Schemas, by an implementation that is not ours. */
public final class Schemas {
  public static final Schema POLICY = load("policy");
  public static final Schema PRICE = load("price");
  public static final Schema DECISION = load("decision");
  public static final Schema ACK = load("ack");
  public static final Schema REPLAY = load("replay");

  private Schemas() {}

  public static List<Error> errors(Schema schema, String json) {
    return schema.validate(json, InputFormat.JSON);
  }

  private static Schema load(String name) {
    String resource = "/dev/spendbreaker/schemas/" + name + ".schema.json";
    try (InputStream stream = Schemas.class.getResourceAsStream(resource)) {
      String text =
          new String(
              Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
