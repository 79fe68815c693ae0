package dev.spendbreaker.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.pricing.PriceBook;
import dev.spendbreaker.usage.UsageSettings;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;

/** What the reports say of messages. */
final class Explained {
  /** After the end of every span of the tests. */
  private static final long NOW = 1_900_000_000_000L;

  private static final PriceBook PRICES = PriceBook.bundled();

  private Explained() {}

  static String text(byte[]... files) throws Exception {
    StringWriter text = new StringWriter();
    new TextReport(new PrintWriter(text), false).print(explain(files));
    return text.toString();
  }

  static JsonNode json(byte[]... files) throws Exception {
    return new ObjectMapper().readTree(jsonText(files));
  }

  static String jsonText(byte[]... files) throws Exception {
    StringWriter text = new StringWriter();
    new JsonReport(new PrintWriter(text)).print(explain(files));
    return text.toString();
  }

  static Explanation explain(byte[]... files) throws Exception {
    CaptureReader reader = new CaptureReader(UsageSettings.DEFAULTS);
    for (int i = 0; i < files.length; i++) {
      CaptureMessages.read("file " + (i + 1), new ByteArrayInputStream(files[i]), reader);
    }
    return reader.capture().explain(PRICES, NOW);
  }

  static byte[] resource(String path) throws Exception {
    try (InputStream in = Explained.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }
}
