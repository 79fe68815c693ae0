package dev.spendbreaker.http;

import dev.spendbreaker.access.Caller;
import dev.spendbreaker.access.Permission;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request, as the endpoints see it. */
public final class Call {
  private final Request request;
  private final String routePath;
  private final Caller caller;
  private final Duration patience;

  Call(Request request, String routePath, Caller caller, Duration patience) {
    this.request = request;
    this.caller = caller;
    this.routePath = routePath;
    this.patience = patience;
  }

  /** The method, in upper case. */
  String method() {
    return request.getMethod();
  }

  /** Whether who sends the request may do more than what its route needs. */
  public boolean may(Permission permission) {
    return caller.may(permission);
  }

  /** The address under which the client knows this server, without a slash at its end. */
  String base(List<URI> publicUrls) {
    return TokenGuard.base(publicUrls, request);
  }

  /** The path after that of the route, as it was sent: still percent-encoded. */
  String rawRest() {
    return request.getHttpURI().getPath().substring(routePath.length());
  }

  /** The path after that of the route, decoded. */
  String rest() {
    return decoded(rawRest());
  }

  /** A part of a path, decoded. */
  static String decoded(String raw) {
    String plusIsPlus = raw.replace("+", "%2B");
    return URLDecoder.decode(plusIsPlus, StandardCharsets.UTF_8);
  }

  /** The query parameters, which must be among those {@code known}. */
  Parameters parameters(String... known) {
    return Parameters.of(request, known);
  }

  @Nullable String header(HttpHeader name) {
    return header(name.asString());
  }

  /** The first value of a header, without blanks around it; null where it is not there. */
  public @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  HttpFields headers() {
    return request.getHeaders();
  }

  /** The query parameters by name, whatever their names, as {@link Parameters#all} reads them. */
  Map<String, String> allParameters(boolean strictly) {
    return Parameters.all(request, strictly);
  }

  /** The media type of the body in lower case, without parameters; empty where there is none. */
  public String mediaType() {
    return mediaType(request);
  }

  static String mediaType(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** The encodings of the body in lower case; empty where it stands as it is. */
  public String contentEncoding() {
    String encoding =
        String.join(",", request.getHeaders().getCSV(HttpHeader.CONTENT_ENCODING, false));
    return encoding.equalsIgnoreCase("identity") ? "" : encoding.toLowerCase(Locale.ROOT);
  }

  /** Reads the body without holding a thread, and adds it to {@code buffer}. */
  public CompletableFuture<byte[]> body(BoundedBuffer buffer) {
    return BodyReader.read(request, buffer, patience);
  }
}
