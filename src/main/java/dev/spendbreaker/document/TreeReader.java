package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads JSON or YAML strictly: no duplicate fields, no aliases, exact numbers, bounded depth; and
 * remembers where each value stands.
 */
final class TreeReader {
  private static final int MAX_DEPTH = 20;
  private static final JsonFactory JSON = new JsonFactory();
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private List<Tree.Value> values = new ArrayList<>();

  private TreeReader(JsonParser parser) {
    this.parser = parser;
  }

  /** The one document that a JSON text is. */
  static Tree readJson(String text) throws MalformedTextException {
    List<Tree> trees = read(JSON, text);
    if (trees.size() != 1) {
      Place place = trees.isEmpty() ? Place.START : trees.get(1).place(Paths.ROOT);
      throw malformed(place, "must be one JSON document, not " + trees.size());
    }
    return trees.get(0);
  }

  /** The documents of a YAML stream. */
  static List<Tree> readYaml(String text) throws MalformedTextException {
    return read(YAML, text);
  }

  private static List<Tree> read(JsonFactory format, String text) throws MalformedTextException {
    try (JsonParser parser = format.createParser(text)) {
      return new TreeReader(parser).readAll();
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (YAMLException | IOException e) {
      throw malformed(Place.START, oneLine(String.valueOf(e.getMessage())));
    }
  }

  private List<Tree> readAll() throws IOException, MalformedTextException {
    List<Tree> trees = new ArrayList<>();
    while (parser.nextToken() != null) {
      values = new ArrayList<>();
      trees.add(new Tree(value(Path.ROOT, 0), values));
    }
    return trees;
  }

  private JsonNode value(Path path, int depth) throws IOException, MalformedTextException {
    Place place = here();
    values.add(new Tree.Value(path, place));
    if (depth > MAX_DEPTH) {
      throw malformed(place, "nested more than " + MAX_DEPTH + " deep");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(path, depth);
      case START_ARRAY -> array(path, depth);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> text();
    };
  }

  private ObjectNode object(Path path, int depth) throws IOException, MalformedTextException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Path child = path.child(name);
      if (object.has(name)) {
        throw new MalformedTextException(
            InvalidDocumentException.DUPLICATE_FIELD,
            child.toString(),
            here(),
            "field '" + name + "' stands twice; remove one");
      }
      parser.nextToken();
      object.set(name, value(child, depth + 1));
    }
    return object;
  }

  private ArrayNode array(Path path, int depth) throws IOException, MalformedTextException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(path.child(array.size()), depth + 1));
    }
    return array;
  }

  private JsonNode number() throws IOException, MalformedTextException {
    try {
      return NODES.numberNode(parser.getDecimalValue());
    } catch (NumberFormatException e) {
      throw malformed(here(), "'" + parser.getText() + "' is not a number; write it in decimal");
    }
  }

  private JsonNode text() throws IOException, MalformedTextException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw malformed(
          here(), "YAML aliases (*" + parser.getText() + ") are not read; write the value out");
    }
    return NODES.textNode(parser.getText());
  }

  private Place here() {
    return Place.of(parser.currentTokenLocation());
  }

  private static MalformedTextException malformed(Place place, String reason) {
    return new MalformedTextException(
        InvalidDocumentException.MALFORMED, Paths.ROOT, place, reason);
  }

  private static MalformedTextException malformed(JacksonException e) {
    return e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null
        ? malformed(place(marked.getProblemMark()), yamlReason(marked))
        : malformed(Place.of(e.getLocation()), oneLine(String.valueOf(e.getOriginalMessage())));
  }

  private static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String yamlReason(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    boolean alias = context.contains("alias");
    return oneLine(context + e.getProblem()) + (alias ? "; write \"*\" in quotes" : "");
  }

  private static String oneLine(String message) {
    return message.lines().findFirst().orElse("unreadable");
  }
}
