package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Reads small JSON objects that others sent. */
final class JsonBodies {
  private static final int MAX_BYTES = 64 << 10;
  private static final long MAX_IN_FLIGHT_BYTES = 16L << 20;
  private static final ObjectReader OBJECTS =
      Json.MAPPER
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  /**
   * The answer to the object that a request's body is.
   *
   * <p>Throws, or fails with, a {@link ProblemException} where it is none.
   */
  CompletableFuture<Answer> answer(Call call, Function<ObjectNode, Answer> answer) {
    if (!call.mediaType().equals(Answer.JSON) || !call.contentEncoding().isEmpty()) {
      throw new Problem(
              415,
              "unsupported_media_type",
              "the body must be JSON, not compressed",
              "send it with content-type: application/json")
          .exception();
    }
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_BYTES, tooLarge(), lease))
        .thenApply(body -> answer.apply(read(body)))
        .whenComplete((answered, failure) -> lease.close());
  }

  private static ObjectNode read(byte[] body) {
    try {
      if (OBJECTS.readTree(body) instanceof ObjectNode object) {
        return object;
      }
      throw malformed("the body is no JSON object").exception();
    } catch (IOException e) {
      String firstLine = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw malformed("the body is no JSON: " + firstLine).exception();
    }
  }

  private static Problem malformed(String detail) {
    return new Problem(
        400, "malformed_json", detail, "send an object such as {\"agent\": \"research-agent\"}");
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "the body has more than " + MAX_BYTES + " bytes",
        "send only the dimensions of the call");
  }
}
