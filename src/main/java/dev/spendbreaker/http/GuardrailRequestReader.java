package dev.spendbreaker.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.spendbreaker.budget.Scope;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of LiteLLM's generic guardrail. The dimensions are, in this order: the headers
 * that LiteLLM hands on, the parameters of the guardrail's settings, and what LiteLLM knows of the
 * key. Messages and images are passed over.
 */
final class GuardrailRequestReader {
  private static final JsonFactory JSON = new JsonFactory();

  /** What LiteLLM sends for a header whose value it does not hand on. */
  private static final String WITHHELD = "[present]";

  private static final Map<String, String> DIMENSION_OF_KEY =
      Map.of(
          "user_api_key_alias", Scope.AGENT,
          "user_api_key_team_alias", "team",
          "user_api_key_user_id", "user");

  private final CallDimensions headers;

  GuardrailRequestReader(CallDimensions headers) {
    this.headers = headers;
  }

  /**
   * Reads a request.
   *
   * @throws ProblemException where it is none, or one of a call that names no dimension
   */
  GuardrailRequest read(byte[] body) {
    Reading reading = new Reading();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("it is no JSON object").exception();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        reading.field(json);
      }
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()).lines().findFirst().orElse("")).exception();
    }
    return reading.request();
  }

  private static Problem malformed(String reason) {
    return new Problem(
        400,
        "malformed_guardrail_request",
        "the body is no request of a generic guardrail: " + reason,
        "let LiteLLM send it, with guardrail: generic_guardrail_api");
  }

  private final class Reading {
    private final Map<String, String> ofHeaders = new HashMap<>();
    private final Map<String, String> ofParameters = new HashMap<>();
    private final Map<String, String> ofKey = new HashMap<>();
    private boolean response;

    void field(JsonParser json) throws IOException {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "input_type" -> response = "response".equals(json.getText());
        case "request_headers" -> texts(json, value, this::header);
        case "additional_provider_specific_params" -> texts(json, value, ofParameters::put);
        case "request_data" ->
            texts(json, value, (field, text) -> put(DIMENSION_OF_KEY.get(field), text, ofKey));
        default -> json.skipChildren();
      }
    }

    /** The fields of an object that are texts, and not empty. */
    private void texts(JsonParser json, JsonToken start, BiConsumer<String, String> taker)
        throws IOException {
      if (start != JsonToken.START_OBJECT) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING && !json.getText().isEmpty()) {
          taker.accept(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }

    private void header(String name, String value) {
      if (!value.equals(WITHHELD)) {
        put(headers.dimension(name), value, ofHeaders);
      }
    }

    private static void put(
        @Nullable String dimension, String value, Map<String, String> dimensions) {
      if (dimension != null) {
        dimensions.put(dimension, value);
      }
    }

    GuardrailRequest request() {
      Map<String, String> dimensions = new HashMap<>(ofKey);
      dimensions.putAll(ofParameters);
      dimensions.putAll(ofHeaders);
      if (dimensions.isEmpty() && !response) {
        throw CallDimensions.none(
                "give the key an alias, name the agent in additional_provider_specific_params, or"
                    + " hand on its header with extra_headers")
            .exception();
      }
      return new GuardrailRequest(dimensions, response);
    }
  }
}
