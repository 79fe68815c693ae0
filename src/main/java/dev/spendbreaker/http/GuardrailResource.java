package dev.spendbreaker.http;

import dev.spendbreaker.gate.Check;
import dev.spendbreaker.gate.Gate;
import dev.spendbreaker.gate.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code /beta/litellm_basic_guardrail_api}: the generic guardrail of a LiteLLM proxy. Requests to
 * models are blocked where their budget says so; their responses, which are paid for by then, pass.
 */
final class GuardrailResource {
  private static final int MAX_BYTES = 32 << 20;
  private static final long MAX_IN_FLIGHT_BYTES = 128L << 20;

  private final Gate gate;
  private final GuardrailRequestReader reader;
  private final ByteQuota quota = new ByteQuota(MAX_IN_FLIGHT_BYTES);

  GuardrailResource(Gate gate, CheckOptions options) {
    this.gate = gate;
    this.reader = new GuardrailRequestReader(new CallDimensions(options));
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/beta/litellm_basic_guardrail_api", Access.CHECK, this::apply));
  }

  private CompletableFuture<Answer> apply(Call call) {
    ByteQuota.Lease lease = quota.lease();
    return call.body(new BoundedBuffer(MAX_BYTES, tooLarge(), lease))
        .thenApply(body -> answer(reader.read(body)))
        .whenComplete((answer, failure) -> lease.close());
  }

  private Answer answer(GuardrailRequest request) {
    if (request.isOfResponse()) {
      return proceed();
    }
    Check check = gate.check(request.dimensions());
    if (check.isUndecided()) {
      throw CheckAnswers.undecided(check).exception();
    }
    return check.isAllowed() ? proceed() : blocked(check.verdict());
  }

  private static Answer proceed() {
    return Answer.json(200, Map.of("action", "NONE"));
  }

  private static Answer blocked(@Nullable Verdict verdict) {
    Map<String, String> document = new LinkedHashMap<>();
    document.put("action", "BLOCKED");
    document.put("blocked_reason", verdict == null ? "" : verdict.reason());
    return Answer.json(200, document);
  }

  private static Problem tooLarge() {
    return new Problem(
        413,
        "request_too_large",
        "the request has more than " + MAX_BYTES + " bytes",
        "leave the content out: send_images: false and exclude_payload_fields in LiteLLM's settings");
  }
}
