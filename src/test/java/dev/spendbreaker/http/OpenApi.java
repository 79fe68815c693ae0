package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.spendbreaker.document.OpenApiDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The OpenAPI document, for tests to hold answers against: by an implementation of JSON Schema that
 * is not ours, and more strictly than it is published, as an answer may have no field that is not
 * described.
 */
final class OpenApi {
  private static final ObjectNode DOCUMENT = Json.object(OpenApiDocument.read());
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  /** What parameters of paths may be, where it is more than a segment. */
  private static final Map<String, String> SHAPES =
      Map.of(
          "key", "(?:[^/]+/[^/]+(?:/[^/]+/[^/]+)*|[^/]+%2[Ff][^/]+)",
          "id", ".*",
          "model", ".*",
          "path", ".*");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private OpenApi() {}

  /**
   * What a method does with a path.
   *
   * @param method in lower case
   */
  record Operation(String method, String path) {
    JsonNode node() {
      return DOCUMENT.path("paths").path(path).path(method);
    }

    String id() {
      return node().path("operationId").asText();
    }

    /** The scope that a token must have; empty where none is asked for. */
    String scope() {
      return node().path("security").path(0).path("bearer").path(0).asText();
    }

    List<String> statuses() {
      List<String> statuses = new ArrayList<>();
      node().path("responses").fieldNames().forEachRemaining(statuses::add);
      return statuses;
    }

    /** A path that it is asked by, with the examples of its parameters. */
    String example() {
      return PARAMETER.matcher(path).replaceAll(name -> Matcher.quoteReplacement(value(name)));
    }

    private String value(MatchResult name) {
      for (JsonNode parameter : parameters()) {
        if (parameter.path("name").asText().equals(name.group(1))) {
          JsonNode schema = parameter.path("schema");
          return Stream.of(schema.at("/examples/0"), schema.at("/enum/0"))
              .filter(JsonNode::isTextual)
              .findFirst()
              .orElseThrow(
                  () -> new AssertionError("give " + path + " an example of " + name.group(1)))
              .asText();
        }
      }
      throw new AssertionError(path + " does not describe its parameter " + name.group(1));
    }

    /** The names of what may stand in the query. */
    List<String> queryParameters() {
      return parameters().stream()
          .filter(parameter -> parameter.path("in").asText().equals("query"))
          .map(parameter -> parameter.path("name").asText())
          .toList();
    }

    private List<JsonNode> parameters() {
      List<JsonNode> parameters = new ArrayList<>();
      DOCUMENT.path("paths").path(path).path("parameters").forEach(parameters::add);
      node().path("parameters").forEach(parameters::add);
      return parameters.stream().map(OpenApi::resolved).toList();
    }

    private boolean matches(String rawPath) {
      String shape =
          PARAMETER
              .matcher(path.replace(".", "\\."))
              .replaceAll(
                  name -> Matcher.quoteReplacement(SHAPES.getOrDefault(name.group(1), "[^/]+")));
      return rawPath.matches(shape);
    }

    @Override
    public String toString() {
      return method.toUpperCase(Locale.ROOT) + " " + path;
    }
  }

  /** All that are described. */
  static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (METHODS.contains(method)) {
                            operations.add(new Operation(method, path.getKey()));
                          }
                        }));
    return operations;
  }

  /** The one that answers a request, if it is described; that of GET for HEAD. */
  static Optional<Operation> operation(String method, String rawPath) {
    String described = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    return operations().stream()
        .filter(operation -> operation.method().equals(described) && operation.matches(rawPath))
        .max(Comparator.comparing(operation -> operation.path().length()));
  }

  /** Fails where the JSON that is sent is not as it is described. */
  static void checkRequest(Operation operation, String json) {
    JsonNode content = resolved(operation.node().path("requestBody")).path("content");
    JsonNode schema = content.path("application/json").path("schema");
    if (!schema.isMissingNode()) {
      checkJson("the body of " + operation, schema, json);
    }
  }

  /** Fails where an answer is not as it is described. */
  static void check(Operation operation, Received answer) {
    String status = Integer.toString(answer.status());
    JsonNode responses = operation.node().path("responses");
    JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
    String where = operation + " " + status;
    checkHeaders(where, response.path("headers"), answer);
    checkBody(where, response.path("content"), answer);
  }

  private static void checkHeaders(String where, JsonNode headers, Received answer) {
    headers
        .properties()
        .forEach(
            header -> {
              JsonNode described = resolved(header.getValue());
              String name = header.getKey();
              String value = answer.header(name);
              if (value == null) {
                assertThat(described.path("required").asBoolean())
                    .as("%s lacks the header %s", where, name)
                    .isFalse();
              } else {
                String text = Json.MAPPER.valueToTree(value).toString();
                checkJson(where + " " + name, described.path("schema"), text);
              }
            });
  }

  private static void checkBody(String where, JsonNode content, Received answer) {
    if (content.isMissingNode()) {
      assertThat(answer.body()).as("the body of " + where).isEmpty();
      return;
    }
    String mediaType = String.valueOf(answer.header("content-type")).split(";", 2)[0];
    assertThat(content.has(mediaType)).as("%s is described as %s", where, mediaType).isTrue();
    if (mediaType.endsWith("json") && !answer.isWithoutBody()) {
      checkJson(where, content.path(mediaType).path("schema"), new String(answer.body(), UTF_8));
    }
  }

  /** Fails where a text is not what a component describes. */
  static void checkComponent(String component, String json) {
    ObjectNode reference = Json.MAPPER.createObjectNode();
    checkJson(component, reference.put("$ref", "#/components/schemas/" + component), json);
  }

  private static void checkJson(String where, JsonNode schema, String json) {
    Schema strict = SCHEMAS.computeIfAbsent(schema.toString(), text -> strict(schema));
    assertThat(strict.validate(json, InputFormat.JSON)).as("%s: %s", where, json).isEmpty();
  }

  private static Schema strict(JsonNode schema) {
    ObjectNode root = closed(schema);
    ObjectNode definitions = root.putObject("$defs");
    DOCUMENT
        .at("/components/schemas")
        .properties()
        .forEach(each -> definitions.set(each.getKey(), closedWithin(each.getValue())));
    return REGISTRY.getSchema(root.toString().replace("#/components/schemas/", "#/$defs/"));
  }

  /** A schema whose values have no fields but those described. */
  private static ObjectNode closed(JsonNode schema) {
    ObjectNode closed = closedWithin(schema);
    if (!closed.has("additionalProperties")) {
      closed.put("unevaluatedProperties", false);
    }
    return closed;
  }

  /** Left open itself, as another may add to it, but not the schemas of its fields. */
  private static ObjectNode closedWithin(JsonNode schema) {
    ObjectNode copy = schema.deepCopy();
    if (copy.path("properties") instanceof ObjectNode properties) {
      properties.fieldNames().forEachRemaining(name -> replaceIfObject(properties, name));
    }
    replaceIfObject(copy, "items");
    for (String combination : List.of("allOf", "oneOf", "anyOf")) {
      for (int i = 0; i < copy.path(combination).size(); i++) {
        JsonNode part = copy.path(combination).path(i);
        copy.withArray(combination).set(i, closedWithin(part));
      }
    }
    return copy;
  }

  private static void replaceIfObject(ObjectNode parent, String name) {
    if (parent.path(name) instanceof ObjectNode schema) {
      parent.set(name, closed(schema));
    }
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
  }
}
