package dev.spendbreaker.http;

import dev.spendbreaker.document.OpenApiDocument;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;

/** {@code /v1/openapi.json}: what is served here, for programs. */
final class OpenApiResource {
  private static final String PATH = "/v1/openapi.json";

  /** Read when it is asked for first. */
  private static final class Document {
    static final byte[] BYTES = OpenApiDocument.read();
  }

  List<Route> routes() {
    return List.of(new Route("GET", PATH, Access.OPEN, this::get));
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    Answer answer = Answer.of(200, Answer.JSON, Document.BYTES);
    return Preconditions.unlessKnown(answer, call.header(HttpHeader.IF_NONE_MATCH)).now();
  }
}
