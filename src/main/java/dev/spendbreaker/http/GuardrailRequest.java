package dev.spendbreaker.http;

import java.util.Map;

/**
 * What matters of a request of LiteLLM.
 *
 * @param dimensions of the call
 * @param isOfResponse whether it is about what a model has answered
 */
record GuardrailRequest(Map<String, String> dimensions, boolean isOfResponse) {}
