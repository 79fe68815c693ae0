package dev.spendbreaker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.http.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Gives a command {@code --json}, for programs. */
final class JsonOption {
  @Option(names = "--json", description = "Prints JSON, with stable names of fields.")
  private boolean json;

  /** Whether it was given. */
  boolean isWanted() {
    return json;
  }

  /** Prints a document, over several lines. */
  static void print(JsonNode document, PrintWriter out) throws JsonProcessingException {
    out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    out.flush();
  }
}
