package dev.spendbreaker.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** Walks through JSON: an action for each field of an object or each object of an array. */
final class JsonWalk {
  /** Far above real messages, where one level of an attribute's arrays takes three of JSON. */
  private static final int MAX_DEPTH = 10_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonWalk() {}

  /** Handles the value the parser stands at; leaves the parser at the end of that value. */
  @FunctionalInterface
  interface ObjectAction {
    void run() throws IOException;
  }

  /** The same for the value of a field. */
  @FunctionalInterface
  interface FieldAction {
    void run(String field) throws IOException;
  }

  /** A parser of UTF-8 from an offset on. */
  static JsonParser parser(byte[] message, int offset) throws IOException {
    return FACTORY.createParser(message, offset, message.length - offset);
  }

  /** For each field of the object at whose start the parser stands. */
  static void forEachField(JsonParser parser, FieldAction action) throws IOException {
    String field = parser.nextFieldName();
    while (field != null) {
      parser.nextToken();
      action.run(field);
      field = parser.nextFieldName();
    }
  }

  /** For each object of the array at whose start the parser stands; all else is skipped. */
  static void forEachObject(JsonParser parser, ObjectAction action) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_OBJECT) {
        action.run();
      } else {
        parser.skipChildren();
      }
      token = parser.nextToken();
    }
  }
}
