package dev.spendbreaker.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of policies, YAML or JSON: one policy, a list of them, an object {@code policies: [...]},
 * or several YAML documents. Each is a policy document with an {@code id}.
 */
public final class PolicyFiles {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().streamReadConstraints(Documents.CONSTRAINTS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private PolicyFiles() {}

  /**
   * Reads and checks every policy of a file.
   *
   * @throws InvalidPolicyException for the first that is not valid, with file and path
   * @throws IOException where the file cannot be read
   */
  public static List<NamedPolicy> read(Path file) throws InvalidPolicyException, IOException {
    List<NamedPolicy> policies = new ArrayList<>();
    List<JsonNode> documents = documents(file);
    for (int i = 0; i < documents.size(); i++) {
      String path = documents.size() == 1 ? "$" : "document " + (i + 1) + " $";
      addAll(file, documents.get(i), path, policies);
    }
    if (policies.isEmpty()) {
      throw at(file, "$", "empty_file", "has no policy");
    }
    return policies;
  }

  private static List<JsonNode> documents(Path file) throws InvalidPolicyException, IOException {
    byte[] bytes = bytes(file);
    ObjectMapper mapper = looksLikeJson(bytes) ? Documents.JSON : YAML;
    try (MappingIterator<JsonNode> all = mapper.readerFor(JsonNode.class).readValues(bytes)) {
      return all.readAll();
    } catch (JsonProcessingException e) {
      throw at(file, "$", "not_readable", PolicyDocuments.syntaxError(e));
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file '" + file + "'", e);
    }
  }

  private static boolean looksLikeJson(byte[] bytes) {
    String start = new String(bytes, 0, Math.min(bytes.length, 256), UTF_8).strip();
    return start.startsWith("{") || start.startsWith("[");
  }

  private static void addAll(Path file, JsonNode node, String path, List<NamedPolicy> policies)
      throws InvalidPolicyException {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        policies.add(named(file, node.get(i), path + "[" + i + "]"));
      }
    } else if (node.size() == 1 && node.path("policies").isArray()) {
      addAll(file, node.path("policies"), path + ".policies", policies);
    } else {
      policies.add(named(file, node, path));
    }
  }

  private static NamedPolicy named(Path file, JsonNode node, String path)
      throws InvalidPolicyException {
    if (!(node instanceof ObjectNode document)) {
      throw at(
          file, path, Field.INVALID_VALUE, "must be a policy, not " + new Field(node, "").shown());
    }
    JsonNode id = document.remove("id");
    if (id == null || !id.isTextual()) {
      throw at(file, path, Field.MISSING_FIELD, "'id' is missing, such as \"id\": \"every-agent\"");
    }
    byte[] json = Documents.write(document);
    try {
      PolicyDocuments.parse(id.textValue(), json, 1);
    } catch (InvalidPolicyException e) {
      throw at(file, path + e.path().substring(1), e.code(), e.reason());
    }
    return new NamedPolicy(id.textValue(), new String(json, UTF_8));
  }

  private static InvalidPolicyException at(Path file, String path, String code, String reason) {
    return new InvalidPolicyException(code, file + " " + path, reason);
  }
}
