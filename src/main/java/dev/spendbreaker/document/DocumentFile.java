package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A file of documents of one kind, each with one field more: its key. A file holds one, or many as
 * a YAML stream, as an array, or as an object with only a list of them. A file whose name ends in
 * {@code .json} is JSON, any other YAML.
 */
final class DocumentFile<T> {
  private static final int MAX_BYTES = 3 * 1024 * 1024;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Kind<T> kind;
  private final String file;
  private final List<T> found = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();

  private DocumentFile(Kind<T> kind, String file) {
    this.kind = kind;
    this.file = file;
  }

  /**
   * A kind of document.
   *
   * @param noun what one is called
   * @param list the field of an object that holds only a list of them
   * @param keyField the field that a document has in a file only
   * @param needsKey says what that field must be, after "needs"
   * @param needsFields names it and the required fields, after "with"
   * @param key of a document that was read; no two in a file have the same
   */
  record Kind<T>(
      String noun,
      String list,
      String keyField,
      String needsKey,
      String needsFields,
      Reader<T> reader,
      Function<T, String> key) {}

  /** Reads one document. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads one document.
     *
     * @param key as it is written
     * @param document without its key
     * @param location file, line and column
     * @throws InvalidDocumentException with the JSON path of the first thing that is wrong
     */
    T read(String key, ObjectNode document, String location);
  }

  /**
   * Reads a file of at most 3 MiB.
   *
   * @return one document or more, in their order
   * @throws IOException where it cannot be read
   * @throws InvalidDocumentFileException with the place of the first thing that is wrong
   */
  static <T> List<T> read(Kind<T> kind, Path path) throws IOException {
    String file = path.toString();
    if (Files.size(path) > MAX_BYTES) {
      throw new InvalidDocumentFileException(file, Place.START, "is larger than 3 MiB; split it");
    }
    try {
      return read(kind, file, Documents.utf8(Files.readAllBytes(path)));
    } catch (MalformedTextException e) {
      throw new InvalidDocumentFileException(file, e.place(), e.reason());
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name, for messages
   * @throws InvalidDocumentFileException with the place of the first thing that is wrong
   */
  static <T> List<T> read(Kind<T> kind, String file, String text) {
    DocumentFile<T> documents = new DocumentFile<>(kind, file);
    try {
      documents.trees(text).forEach(documents::addAll);
    } catch (MalformedTextException e) {
      throw documents.invalid(e.place(), e.reason());
    }
    if (documents.found.isEmpty()) {
      throw documents.invalid(Place.START, "holds no " + kind.noun());
    }
    return List.copyOf(documents.found);
  }

  private List<Tree> trees(String text) throws MalformedTextException {
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return file.endsWith(".json")
        ? List.of(TreeReader.readJson(plain))
        : TreeReader.readYaml(plain);
  }

  /** What is empty in a YAML stream holds no document. */
  private void addAll(Tree tree) {
    JsonNode root = tree.root();
    if (root.has(kind.list())) {
      addList(tree);
    } else if (root.isArray()) {
      addItems(tree, root, Paths.ROOT);
    } else if (!root.isNull()) {
      add(tree, root, Paths.ROOT);
    }
  }

  private void addList(Tree tree) {
    String list = kind.list();
    for (String name : Fields.of(tree.root(), Paths.ROOT).names()) {
      if (!name.equals(list)) {
        throw invalid(
            tree.place(Paths.child(Paths.ROOT, name)),
            "field '" + name + "' stands beside '" + list + "'; remove it");
      }
    }
    String path = Paths.child(Paths.ROOT, list);
    JsonNode items = tree.root().path(list);
    if (!items.isArray()) {
      throw invalid(tree.place(path), "'" + list + "' must be an array of " + list);
    }
    addItems(tree, items, path);
  }

  private void addItems(Tree tree, JsonNode items, String path) {
    for (int i = 0; i < items.size(); i++) {
      add(tree, items.get(i), Paths.child(path, i));
    }
  }

  private void add(Tree tree, JsonNode node, String path) {
    Place place = tree.place(path);
    if (!(node instanceof ObjectNode object)) {
      throw invalid(place, "a " + kind.noun() + " must be an object with " + kind.needsFields());
    }
    T document = document(tree, object, path);
    String key = kind.key().apply(document);
    Place other = places.putIfAbsent(key, place);
    if (other != null) {
      throw invalid(
          place, kind.noun() + " '" + key + "' stands at " + location(other) + " already");
    }
    found.add(document);
  }

  private T document(Tree tree, ObjectNode object, String path) {
    String key = key(tree, object, path);
    ObjectNode document = object.deepCopy();
    document.remove(kind.keyField());
    try {
      return kind.reader().read(key, document, location(tree.place(path)));
    } catch (InvalidDocumentException e) {
      Place place = tree.place(path + e.path().substring(Paths.ROOT.length()));
      throw invalid(place, kind.noun() + " " + Fields.quoted(key) + ", " + e.getMessage());
    }
  }

  private String key(Tree tree, ObjectNode object, String path) {
    JsonNode key = object.get(kind.keyField());
    if (key == null || !key.isTextual()) {
      Place place = tree.place(Paths.child(path, kind.keyField()));
      throw invalid(place, "a " + kind.noun() + " in a file needs " + kind.needsKey());
    }
    return key.textValue();
  }

  private String location(Place place) {
    return file + ":" + place;
  }

  private InvalidDocumentFileException invalid(Place place, String reason) {
    return new InvalidDocumentFileException(file, place, reason);
  }
}
