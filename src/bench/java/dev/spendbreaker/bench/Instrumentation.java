package dev.spendbreaker.bench;

/** What instrumentations write on the spans of an agent, its model calls and its tools. */
enum Instrumentation {
  /** The GenAI semantic conventions. */
  SEMANTIC_CONVENTIONS {
    @Override
    Attributes call(ModelCall call) {
      return http()
          .text("gen_ai.operation.name", "chat")
          .text("gen_ai.provider.name", call.provider())
          .text("gen_ai.request.model", call.model())
          .text("gen_ai.response.model", call.model())
          .text("gen_ai.response.id", "chatcmpl-" + call.inputTokens())
          .text("gen_ai.response.finish_reasons", "stop")
          .text("gen_ai.output.type", "text")
          .number("gen_ai.request.max_tokens", 4096)
          .decimal("gen_ai.request.temperature", 0.7)
          .number("gen_ai.usage.input_tokens", call.inputTokens())
          .number("gen_ai.usage.output_tokens", call.outputTokens())
          .number("gen_ai.usage.cache_read.input_tokens", call.cachedTokens())
          .text("gen_ai.agent.name", call.agent())
          .text("gen_ai.conversation.id", call.task())
          .textUnlessEmpty("gen_ai.input.messages", call.prompt());
    }

    @Override
    Attributes agent(String name, String task) {
      return host()
          .text("gen_ai.operation.name", "invoke_agent")
          .text("gen_ai.agent.name", name)
          .text("gen_ai.conversation.id", task);
    }

    @Override
    Attributes tool() {
      return host()
          .text("gen_ai.operation.name", "execute_tool")
          .text("gen_ai.tool.name", "search")
          .text("gen_ai.tool.call.id", "call_1");
    }
  },

  /** OpenInference, as Arize's instrumentations write it. */
  OPENINFERENCE {
    @Override
    Attributes call(ModelCall call) {
      return http()
          .text("openinference.span.kind", "LLM")
          .text("llm.provider", call.provider())
          .text("llm.system", call.provider())
          .text("llm.model_name", call.model())
          .text("llm.invocation_parameters", "{\"max_tokens\": 4096, \"temperature\": 0.7}")
          .number("llm.token_count.prompt", call.inputTokens())
          .number("llm.token_count.completion", call.outputTokens())
          .number("llm.token_count.total", call.inputTokens() + call.outputTokens())
          .number("llm.token_count.prompt_details.cache_read", call.cachedTokens())
          .text("input.mime_type", "application/json")
          .text("output.mime_type", "application/json")
          .text("session.id", call.task())
          .text("llm.input_messages.0.message.role", "user")
          .textUnlessEmpty("llm.input_messages.0.message.content", call.prompt());
    }

    @Override
    Attributes agent(String name, String task) {
      return host()
          .text("openinference.span.kind", "AGENT")
          .text("agent.name", name)
          .text("graph.node.id", name)
          .text("session.id", task);
    }

    @Override
    Attributes tool() {
      return host()
          .text("openinference.span.kind", "TOOL")
          .text("tool.name", "search")
          .text("tool.parameters", "{\"query\": \"weather\"}");
    }
  },

  /** Traceloop's OpenLLMetry. */
  TRACELOOP {
    @Override
    Attributes call(ModelCall call) {
      return http()
          .text("llm.request.type", "chat")
          .text("gen_ai.system", call.provider())
          .text("gen_ai.request.model", call.model())
          .text("gen_ai.response.model", call.model())
          .number("gen_ai.usage.prompt_tokens", call.inputTokens())
          .number("gen_ai.usage.completion_tokens", call.outputTokens())
          .number("llm.usage.total_tokens", call.inputTokens() + call.outputTokens())
          .number("gen_ai.usage.cache_read_input_tokens", call.cachedTokens())
          .text("traceloop.workflow.name", call.agent())
          .text("traceloop.association.properties.session_id", call.task())
          .flag("llm.is_streaming", false)
          .text("gen_ai.prompt.0.role", "user")
          .textUnlessEmpty("gen_ai.prompt.0.content", call.prompt());
    }

    @Override
    Attributes agent(String name, String task) {
      return host()
          .text("traceloop.span.kind", "agent")
          .text("traceloop.entity.name", name)
          .text("traceloop.workflow.name", name)
          .text("session.id", task);
    }

    @Override
    Attributes tool() {
      return host()
          .text("traceloop.span.kind", "tool")
          .text("traceloop.entity.name", "search")
          .text("traceloop.entity.input", "{\"query\": \"weather\"}");
    }
  },

  /** Vercel's AI SDK. */
  VERCEL {
    @Override
    Attributes call(ModelCall call) {
      return http()
          .text("ai.operationId", "ai.generateText.doGenerate")
          .text("operation.name", "ai.generateText.doGenerate " + call.agent())
          .text("ai.telemetry.functionId", call.agent())
          .text("ai.model.provider", call.provider())
          .text("ai.model.id", call.model())
          .text("ai.response.model", call.model())
          .text("ai.response.finishReason", "stop")
          .number("ai.settings.maxRetries", 2)
          .number("ai.usage.inputTokens", call.inputTokens())
          .number("ai.usage.outputTokens", call.outputTokens())
          .number("ai.usage.cachedInputTokens", call.cachedTokens())
          .text("session.id", call.task())
          .textUnlessEmpty("ai.prompt.messages", call.prompt());
    }

    @Override
    Attributes agent(String name, String task) {
      return host()
          .text("ai.operationId", "ai.generateText")
          .text("operation.name", "ai.generateText " + name)
          .text("ai.telemetry.functionId", name)
          .text("session.id", task);
    }

    @Override
    Attributes tool() {
      return host()
          .text("ai.operationId", "ai.toolCall")
          .text("ai.toolCall.name", "search")
          .text("ai.toolCall.args", "{\"query\": \"weather\"}");
    }
  };

  abstract Attributes call(ModelCall call);

  abstract Attributes agent(String name, String task);

  abstract Attributes tool();

  private static Attributes host() {
    return new Attributes()
        .text("thread.name", "asyncio_0")
        .number("thread.id", 140_000_000_123L)
        .text("deployment.environment.name", "production");
  }

  private static Attributes http() {
    return host()
        .text("server.address", "api.example.com")
        .number("server.port", 443)
        .text("http.request.method", "POST")
        .number("http.response.status_code", 200)
        .text("code.function.name", "create_completion")
        .text("user.id", "user-17");
  }
}
