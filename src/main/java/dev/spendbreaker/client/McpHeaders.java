package dev.spendbreaker.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers that MCP's HTTP binding asks for: in a session its id and revision; in a stateless
 * request what its body says (2026-07-28, § Request Metadata).
 */
final class McpHeaders {
  static final McpHeaders NONE = new McpHeaders(null, "");

  private static final String REVISION = "MCP-Protocol-Version";
  private static final String SESSION = "Mcp-Session-Id";
  private static final String REVISION_IN_BODY = "io.modelcontextprotocol/protocolVersion";

  /** What stands in a header as it is: no blanks around it, nothing but ASCII. */
  private static final Pattern PLAIN = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private final @Nullable String session;
  private final String revision;

  private McpHeaders(@Nullable String session, String revision) {
    this.session = session;
    this.revision = revision;
  }

  /** From the answer to {@code initialize}. */
  static McpHeaders ofSession(HttpHeaders headers, JsonNode answer) {
    String session = headers.firstValue(SESSION).orElse(null);
    return new McpHeaders(session, answer.path("result").path("protocolVersion").asText());
  }

  boolean hasSession() {
    return session != null;
  }

  /** Of the session itself; none where there is no session. */
  Map<String, String> ofSession() {
    return session == null ? Map.of() : Map.of(SESSION, session, REVISION, revision);
  }

  Map<String, String> of(JsonNode message) {
    JsonNode params = message.path("params");
    String stateless = params.path("_meta").path(REVISION_IN_BODY).asText();
    return stateless.isEmpty() ? ofSession() : ofRequest(message, params, stateless);
  }

  private static Map<String, String> ofRequest(JsonNode message, JsonNode params, String revision) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(REVISION, revision);
    String method = message.path("method").asText();
    headers.put("Mcp-Method", method);
    String name = params.path(method.equals("resources/read") ? "uri" : "name").asText();
    if (!name.isEmpty()) {
      headers.put("Mcp-Name", value(name));
    }
    return headers;
  }

  private static String value(String text) {
    boolean sentinel = text.startsWith("=?base64?") && text.endsWith("?=");
    return PLAIN.matcher(text).matches() && !sentinel
        ? text
        : "=?base64?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
  }
}
