package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of policies. Each policy is a policy document plus its {@code id}. A file holds one, or
 * many as a YAML stream, as an array, or as an object with the one field {@code policies}. A file
 * whose name ends in {@code .json} is JSON, any other YAML.
 */
public final class PolicyFiles {
  /** The revision of a policy that is not in its topic yet. */
  private static final long NO_REVISION = 0;

  private PolicyFiles() {}

  /**
   * Reads a file of at most 3 MiB.
   *
   * @param dimensions those that scopes may name
   * @throws IOException where it cannot be read
   * @throws InvalidDocumentFileException with the place of the first thing that is wrong
   */
  public static List<NamedPolicy> read(Path file, Dimensions dimensions) throws IOException {
    return DocumentFile.read(kind(dimensions), file);
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name, for messages
   * @param dimensions those that scopes may name
   * @throws InvalidDocumentFileException with the place of the first thing that is wrong
   */
  public static List<NamedPolicy> read(String file, String text, Dimensions dimensions) {
    return DocumentFile.read(kind(dimensions), file, text);
  }

  private static DocumentFile.Kind<NamedPolicy> kind(Dimensions dimensions) {
    return new DocumentFile.Kind<>(
        "policy",
        "policies",
        "id",
        "an id, in quotes where it is a number",
        "id, version, scope, limit",
        (id, document, location) -> policy(id, document, location, dimensions),
        NamedPolicy::id);
  }

  private static NamedPolicy policy(
      String id, ObjectNode document, String location, Dimensions dimensions) {
    Policy policy = PolicyDocuments.parse(id, document, NO_REVISION, dimensions);
    String canonical = new String(PolicyDocuments.write(policy), StandardCharsets.UTF_8);
    return new NamedPolicy(id, canonical, location);
  }
}
