package dev.spendbreaker.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spendbreaker.runtime.UnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Calls the REST API of a running application. Numbers keep all their decimals. */
public final class ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final URI base;
  private final @Nullable String token;
  private final HttpClient http;

  /**
   * @param base such as {@code http://127.0.0.1:8080}
   */
  public ApiClient(URI base) {
    this(base, null);
  }

  /**
   * @param base such as {@code http://127.0.0.1:8080}
   * @param token null where the application asks for none
   */
  public ApiClient(URI base, @Nullable String token) {
    this(base, token, HttpClient.newBuilder());
  }

  /**
   * @param base such as {@code https://budget.example.com}
   * @param token null where the application asks for none
   * @param trusted whose certificate it may have
   */
  public ApiClient(URI base, @Nullable String token, SSLContext trusted) {
    this(base, token, HttpClient.newBuilder().sslContext(trusted));
  }

  private ApiClient(URI base, @Nullable String token, HttpClient.Builder http) {
    this.base = base;
    this.token = token;
    this.http = http.connectTimeout(Duration.ofSeconds(3)).build();
  }

  /** A page of scopes, most spent first. */
  public JsonNode scopes(String query) throws ApiException, UnreachableException {
    return send("GET", "/v1/scopes?" + query, BodyPublishers.noBody());
  }

  /** One scope by its key, as it stands now. */
  public JsonNode scope(String key) throws ApiException, UnreachableException {
    return send("GET", "/v1/scopes/" + key, BodyPublishers.noBody());
  }

  /** One scope by its key, from a copy where the instance that keeps it does not answer. */
  public JsonNode scopeEvenIfStale(String key) throws ApiException, UnreachableException {
    return send("GET", "/v1/scopes/" + key + "?stale=allow", BodyPublishers.noBody());
  }

  public JsonNode policies() throws ApiException, UnreachableException {
    return send("GET", "/v1/policies", BodyPublishers.noBody());
  }

  /** Sets a policy; comes back once it is in force. */
  public JsonNode putPolicy(String id, byte[] document) throws ApiException, UnreachableException {
    return send("PUT", policyPath(id), BodyPublishers.ofByteArray(document));
  }

  /** Checks a policy as {@link #putPolicy} does, and sets nothing. */
  public void checkPolicy(String id, byte[] document) throws ApiException, UnreachableException {
    send("PUT", policyPath(id) + "?dryRun=true", BodyPublishers.ofByteArray(document));
  }

  /** Deletes a policy; comes back once it is no longer in force, and tells what is missing. */
  public JsonNode deletePolicy(String id) throws ApiException, UnreachableException {
    return send("DELETE", policyPath(id), BodyPublishers.noBody());
  }

  /**
   * What a model costs.
   *
   * @param provider as reported; empty where none is
   */
  public JsonNode price(String provider, String model) throws ApiException, UnreachableException {
    String query = "provider=" + encoded(provider) + "&model=" + encoded(model);
    return send("GET", "/v1/prices?" + query, BodyPublishers.noBody());
  }

  /** The models whose calls had no price. */
  public JsonNode unpricedModels() throws ApiException, UnreachableException {
    return send("GET", "/v1/prices/unpriced", BodyPublishers.noBody());
  }

  /** Sets the price of {@code provider/model}; comes back once it is in force. */
  public JsonNode putPrice(String key, byte[] document) throws ApiException, UnreachableException {
    return send("PUT", pricePath(key), BodyPublishers.ofByteArray(document));
  }

  /**
   * Deletes the price of {@code provider/model}; comes back once it is no longer in force, and
   * tells what is missing.
   */
  public JsonNode deletePrice(String key) throws ApiException, UnreachableException {
    return send("DELETE", pricePath(key), BodyPublishers.noBody());
  }

  private static String policyPath(String id) {
    return "/v1/policies/" + encoded(id);
  }

  private static String pricePath(String key) {
    return "/v1/prices/" + encoded(key);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path, BodyPublisher body)
      throws ApiException, UnreachableException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .method(method, body);
    if (token != null) {
      request.header("authorization", "Bearer " + token);
    }
    return answer(exchange(request.build()));
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws UnreachableException {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private UnreachableException unreachable(Exception cause) {
    return new UnreachableException(Unreachable.why(base, cause), cause);
  }

  private static JsonNode answer(HttpResponse<byte[]> response) throws ApiException {
    JsonNode json = parse(response.body());
    if (response.statusCode() >= 400) {
      throw new ApiException(response.statusCode(), problem(response.statusCode(), json));
    }
    return json;
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static String problem(int status, JsonNode json) {
    String detail = json.path("detail").asText(json.path("title").asText(""));
    return detail.isEmpty() ? "the API answered " + status : detail;
  }
}
