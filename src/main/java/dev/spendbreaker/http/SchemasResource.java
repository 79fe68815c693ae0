package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.document.PublishedSchemas;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;

/** {@code /v1/schemas}: the JSON Schemas of policies, prices and decisions. */
final class SchemasResource {
  private static final String SCHEMAS = "/v1/schemas";
  private static final String SCHEMA = "/v1/schemas/";
  private static final String CONTENT_TYPE = "application/schema+json";

  private final Map<String, byte[]> schemas =
      PublishedSchemas.NAMES.stream()
          .collect(Collectors.toMap(Function.identity(), PublishedSchemas::read));

  List<Route> routes() {
    return List.of(
        new Route("GET", SCHEMAS, Access.OPEN, this::list),
        new Route("GET", SCHEMA, Access.OPEN, this::get));
  }

  private CompletableFuture<Answer> list(Call call) {
    call.parameters();
    ObjectNode document = Json.MAPPER.createObjectNode();
    ArrayNode schemas = document.putArray("schemas");
    PublishedSchemas.NAMES.forEach(
        name -> schemas.addObject().put("name", name).put("path", SCHEMA + name));
    return Answer.json(200, document).now();
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    byte[] schema = schemas.get(call.rest());
    if (schema == null) {
      throw new Problem(
              404,
              "schema_not_found",
              "there is no schema '" + call.rest() + "'",
              "there are " + String.join(", ", PublishedSchemas.NAMES))
          .exception();
    }
    Answer answer = Answer.of(200, CONTENT_TYPE, schema);
    return Preconditions.unlessKnown(answer, call.header(HttpHeader.IF_NONE_MATCH)).now();
  }
}
