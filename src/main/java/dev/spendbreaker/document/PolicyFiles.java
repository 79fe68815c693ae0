package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of policies. Each policy is a policy document plus its {@code id}. A file holds one, or
 * many as a YAML stream, as an array, or as an object with the one field {@code policies}. A file
 * whose name ends in {@code .json} is JSON, any other YAML.
 */
public final class PolicyFiles {
  private static final int MAX_BYTES = 3 * 1024 * 1024;
  private static final String POLICIES = "policies";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final Map<String, NamedPolicy> found = new LinkedHashMap<>();

  private PolicyFiles(String file) {
    this.file = file;
  }

  /**
   * Reads a file of at most 3 MiB.
   *
   * @throws IOException where it cannot be read
   * @throws InvalidPolicyFileException with the place of the first thing that is wrong
   */
  public static List<NamedPolicy> read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new InvalidPolicyFileException(
          file.toString(), Place.START, "is larger than 3 MiB; split it");
    }
    try {
      return read(file.toString(), Documents.utf8(Files.readAllBytes(file)));
    } catch (MalformedTextException e) {
      throw new InvalidPolicyFileException(file.toString(), e.place(), e.reason());
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name, for messages
   * @throws InvalidPolicyFileException with the place of the first thing that is wrong
   */
  public static List<NamedPolicy> read(String file, String text) {
    PolicyFiles policies = new PolicyFiles(file);
    try {
      policies.trees(text).forEach(policies::addAll);
    } catch (MalformedTextException e) {
      throw new InvalidPolicyFileException(file, e.place(), e.reason());
    }
    if (policies.found.isEmpty()) {
      throw policies.invalid(Place.START, "holds no policy");
    }
    return List.copyOf(policies.found.values());
  }

  private List<Tree> trees(String text) throws MalformedTextException {
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return file.endsWith(".json")
        ? List.of(TreeReader.readJson(plain))
        : TreeReader.readYaml(plain);
  }

  /** An empty document of a YAML stream holds no policy. */
  private void addAll(Tree tree) {
    JsonNode root = tree.root();
    if (root.has(POLICIES)) {
      addList(tree);
    } else if (root.isArray()) {
      addItems(tree, root, Paths.ROOT);
    } else if (!root.isNull()) {
      add(tree, root, Paths.ROOT);
    }
  }

  private void addList(Tree tree) {
    String path = Paths.child(Paths.ROOT, POLICIES);
    for (String name : fieldNames(tree.root())) {
      if (!name.equals(POLICIES)) {
        String other = Paths.child(Paths.ROOT, name);
        throw invalid(
            tree.place(other), "field '" + name + "' stands beside 'policies'; remove it");
      }
    }
    JsonNode list = tree.root().get(POLICIES);
    if (!list.isArray()) {
      throw invalid(tree.place(path), "'policies' must be an array of policies");
    }
    addItems(tree, list, path);
  }

  private void addItems(Tree tree, JsonNode items, String path) {
    for (int i = 0; i < items.size(); i++) {
      add(tree, items.get(i), Paths.child(path, i));
    }
  }

  private void add(Tree tree, JsonNode node, String path) {
    if (!node.isObject()) {
      throw invalid(tree.place(path), "a policy must be an object with id, version, scope, limit");
    }
    String id = id(tree, node, path);
    Place place = tree.place(path);
    NamedPolicy policy = new NamedPolicy(id, canonical(tree, node, path, id), file + ":" + place);
    NamedPolicy other = found.putIfAbsent(id, policy);
    if (other != null) {
      throw invalid(place, "policy '" + id + "' stands at " + other.location() + " already");
    }
  }

  private String id(Tree tree, JsonNode node, String path) {
    Place place = tree.place(Paths.child(path, "id"));
    JsonNode id = node.get("id");
    if (id == null || !id.isTextual()) {
      throw invalid(place, "a policy in a file needs an id, in quotes where it is a number");
    }
    return id.textValue();
  }

  private String canonical(Tree tree, JsonNode node, String path, String id) {
    ObjectNode document = node.deepCopy();
    document.remove("id");
    try {
      Policy policy = PolicyDocuments.parse(id, document, 0);
      return new String(PolicyDocuments.write(policy), StandardCharsets.UTF_8);
    } catch (InvalidDocumentException e) {
      Place place = tree.place(path + e.path().substring(Paths.ROOT.length()));
      throw invalid(place, "policy " + Fields.quoted(id) + ", " + e.getMessage());
    }
  }

  private InvalidPolicyFileException invalid(Place place, String reason) {
    return new InvalidPolicyFileException(file, place, reason);
  }

  private static List<String> fieldNames(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
