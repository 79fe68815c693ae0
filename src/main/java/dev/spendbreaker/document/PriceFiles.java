package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.pricing.PriceOverride;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of prices, YAML or JSON: one price, a list of them, an object {@code prices: [...]}, or
 * several YAML documents. Each is a price document with a {@code model}, its {@code
 * provider/model}.
 */
public final class PriceFiles {
  /** The revision of a price that is not in its topic yet. */
  private static final long NO_REVISION = 0;

  private PriceFiles() {}

  /**
   * Reads and checks every price of a file.
   *
   * @throws InvalidPolicyException for the first that is not valid, with file and path
   * @throws IOException where the file cannot be read
   */
  public static List<PriceOverride> read(Path path) throws InvalidPolicyException, IOException {
    DocumentFile file = new DocumentFile(path, "prices");
    List<PriceOverride> prices = new ArrayList<>();
    for (DocumentFile.Entry entry : file.entries()) {
      prices.add(price(file, entry));
    }
    if (prices.isEmpty()) {
      throw file.invalid("$", "empty_file", "has no price");
    }
    return prices;
  }

  private static PriceOverride price(DocumentFile file, DocumentFile.Entry entry)
      throws InvalidPolicyException {
    if (!(entry.node() instanceof ObjectNode document)) {
      String shown = new Field(entry.node(), "").shown();
      throw file.invalid(entry.path(), Field.INVALID_VALUE, "must be a price, not " + shown);
    }
    JsonNode model = document.remove("model");
    if (model == null || !model.isTextual()) {
      throw file.invalid(
          entry.path(),
          Field.MISSING_FIELD,
          "'model' is missing, such as \"model\": \"anthropic/claude-sonnet-4\"");
    }
    try {
      return PriceDocuments.parse(model.textValue(), Documents.write(document), NO_REVISION);
    } catch (InvalidPolicyException e) {
      throw file.invalid(entry.path() + e.path().substring(1), e.code(), e.reason());
    }
  }
}
