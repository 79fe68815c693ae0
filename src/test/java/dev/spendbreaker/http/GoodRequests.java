package dev.spendbreaker.http;

import dev.spendbreaker.http.OpenApi.Operation;
import dev.spendbreaker.http.World.Ask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A request for each operation that has it do what it is for. */
final class GoodRequests {
  private static final Path CAPTURE = Path.of("src/test/resources/corpus/spans/strands-ts.json");
  private static final String FLAG_CONTEXT = "{\"context\":{\"targetingKey\":\"a1\"}}";
  private static final String GUARDRAIL =
      "{\"input_type\":\"request\",\"request_data\":{\"user_api_key_alias\":\"a1\"}}";

  private GoodRequests() {}

  /** Method and path, by the examples of its parameters, and what it needs besides. */
  static Ask of(Operation operation) {
    Ask ask = Ask.of(operation.method().toUpperCase(Locale.ROOT), operation.example());
    return switch (operation.id()) {
      case "putPolicy", "whatIf" -> ask.sending(World.POLICY);
      case "putPrice" -> ask.sending(World.PRICE);
      case "check" -> ask.to(ask.path() + "?agent=a1");
      case "checkBody" -> ask.sending("{\"agent\":\"a1\"}");
      case "checkPath" -> ask.with("x-budget-agent", "a1");
      case "applyGuardrail" -> ask.sending(GUARDRAIL);
      case "evaluateFlags", "evaluateFlag" -> ask.sending(FLAG_CONTEXT);
      case "acknowledge" -> ask.sending("{\"by\":\"gw-1\"}");
      case "explain" -> ask.sending(capture());
      case "exportTraces" -> ask.sending("{\"resourceSpans\":[]}");
      default -> ask;
    };
  }

  private static String capture() {
    try {
      return Files.readString(CAPTURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
