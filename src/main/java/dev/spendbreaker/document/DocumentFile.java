package dev.spendbreaker.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of documents, YAML or JSON: one, a list of them, an object that holds only such a list, or
 * several YAML documents.
 */
final class DocumentFile {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().streamReadConstraints(Documents.CONSTRAINTS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Path file;
  private final String listField;

  /**
   * @param listField the field of an object that holds only a list
   */
  DocumentFile(Path file, String listField) {
    this.file = file;
    this.listField = listField;
  }

  /** A document and where it stands, such as {@code $.prices[2]}. */
  record Entry(JsonNode node, String path) {}

  /**
   * All documents, in their order.
   *
   * @throws InvalidPolicyException where it is neither YAML nor JSON
   * @throws IOException where the file cannot be read
   */
  List<Entry> entries() throws InvalidPolicyException, IOException {
    List<Entry> entries = new ArrayList<>();
    List<JsonNode> documents = documents();
    for (int i = 0; i < documents.size(); i++) {
      String path = documents.size() == 1 ? "$" : "document " + (i + 1) + " $";
      addAll(documents.get(i), path, entries);
    }
    return entries;
  }

  private void addAll(JsonNode node, String path, List<Entry> entries) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        entries.add(new Entry(node.get(i), path + "[" + i + "]"));
      }
    } else if (node.size() == 1 && node.path(listField).isArray()) {
      addAll(node.path(listField), path + "." + listField, entries);
    } else {
      entries.add(new Entry(node, path));
    }
  }

  private List<JsonNode> documents() throws InvalidPolicyException, IOException {
    byte[] bytes = bytes();
    ObjectMapper mapper = looksLikeJson(bytes) ? Documents.JSON : YAML;
    // A parser of our own, since a reader takes a list at the root for several documents.
    try (JsonParser parser = mapper.createParser(bytes)) {
      return mapper.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll();
    } catch (JsonProcessingException e) {
      throw invalid("$", "not_readable", PolicyDocuments.syntaxError(e));
    }
  }

  private byte[] bytes() throws IOException {
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

  /** What is wrong at a path of the file. */
  InvalidPolicyException invalid(String path, String code, String reason) {
    return new InvalidPolicyException(code, file + " " + path, reason);
  }
}
