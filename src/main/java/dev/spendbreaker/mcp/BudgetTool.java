package dev.spendbreaker.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A tool of the server. */
interface BudgetTool {
  /** Name, description, schemas and annotations. */
  McpSchema.Tool definition();

  default String name() {
    return definition().name();
  }

  /** Whether it changes anything, and so is left out of a read-only server. */
  boolean writes();

  /**
   * Answers a call, now or later, with what the output schema says. Does not wait.
   *
   * @throws dev.spendbreaker.http.ProblemException where there is no answer, as may the result; it
   *     becomes an error for the model to act on
   */
  CompletableFuture<ObjectNode> call(Arguments arguments);

  /** A tool that only reads. */
  static McpSchema.ToolAnnotations reading(String title) {
    return new McpSchema.ToolAnnotations(title, true, false, true, false, null);
  }

  /** A definition with closed schemas; the answer always has a message and what to do next. */
  static McpSchema.Tool define(
      String name,
      String description,
      Map<String, Object> input,
      Schemas.ObjectSchema output,
      McpSchema.ToolAnnotations annotations) {
    Map<String, Object> answered =
        output
            .required("message", Schemas.text("What happened, in one or two sentences."))
            .required("nextStep", Schemas.text("What to do next."))
            .build();
    return McpSchema.Tool.builder(name, input)
        .title(annotations.title())
        .description(description)
        .outputSchema(answered)
        .annotations(annotations)
        .build();
  }
}
