package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How every document is read and written: UTF-8, strictly, numbers as exact plain decimals, what
 * does not exist absent.
 */
final class Documents {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /** Writes the one value of a document. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private Documents() {}

  static byte[] write(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a JSON document of at most {@code maxBytes}.
   *
   * @throws InvalidDocumentException where it is none
   */
  static Tree read(byte[] bytes, int maxBytes) {
    if (bytes.length > maxBytes) {
      throw new InvalidDocumentException(
          InvalidDocumentException.MALFORMED,
          Paths.ROOT,
          "is " + bytes.length + " bytes; at most " + maxBytes + " are read");
    }
    try {
      return TreeReader.readJson(utf8(bytes));
    } catch (MalformedTextException e) {
      throw e.withoutPlace();
    }
  }

  static String utf8(byte[] bytes) throws MalformedTextException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedTextException(
          InvalidDocumentException.MALFORMED, Paths.ROOT, Place.START, "is not UTF-8");
    }
  }
}
