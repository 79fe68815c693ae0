package dev.spendbreaker.document;

import dev.spendbreaker.pricing.PriceOverride;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of prices. Each price is a price document plus its {@code model}, which is {@code
 * provider/model}. A file holds one, or many as a YAML stream, as an array, or as an object with
 * the one field {@code prices}. A file whose name ends in {@code .json} is JSON, any other YAML.
 */
public final class PriceFiles {
  /** The revision of a price that is not in its topic yet. */
  private static final long NO_REVISION = 0;

  private static final DocumentFile.Kind<PriceOverride> KIND =
      new DocumentFile.Kind<>(
          "price",
          "prices",
          "model",
          "a model, such as \"anthropic/claude-sonnet-4\"",
          "model, version, input, output",
          (model, price, location) -> PriceDocuments.parse(model, price, NO_REVISION),
          PriceOverride::key);

  private PriceFiles() {}

  /**
   * Reads a file of at most 3 MiB.
   *
   * @throws IOException where it cannot be read
   * @throws InvalidDocumentFileException with the place of the first thing that is wrong
   */
  public static List<PriceOverride> read(Path file) throws IOException {
    return DocumentFile.read(KIND, file);
  }
}
