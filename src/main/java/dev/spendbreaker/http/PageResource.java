package dev.spendbreaker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The page: {@code /} and the files it consists of. It holds no data; what it shows it asks for
 * below {@code /v1}.
 */
final class PageResource {
  private static final String FILES = "/page/";
  private static final String FOLDER = "/dev/spendbreaker/page/";

  private static final Pattern FILE_NAME = Pattern.compile("[a-z]+(-[a-z]+)*\\.(js|css|svg)");

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /**
   * Nothing but its own files, and no script in the document: a name that an agent chose can be
   * shown, never run. {@code no-cache} is: ask whether it changed.
   */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'; trusted-types 'none'",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cache-Control",
          "no-cache");

  List<Route> routes() {
    return List.of(
        new Route("GET", "/", Access.OPEN, call -> file(call, "index.html")),
        new Route("GET", FILES, Access.OPEN, call -> file(call, known(call.rawRest()))));
  }

  private static String known(String name) {
    if (!FILE_NAME.matcher(name).matches()) {
      throw notFound().exception();
    }
    return name;
  }

  private static CompletableFuture<Answer> file(Call call, String name) {
    String type = MEDIA_TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    Answer answer = Answer.of(200, type, content(name));
    return Preconditions.unlessKnown(answer, call.header(HttpHeader.IF_NONE_MATCH))
        .with(HEADERS)
        .now();
  }

  private static byte[] content(String name) {
    try (InputStream in = PageResource.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw notFound().exception();
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem notFound() {
    return new Problem(404, "not_found", "the page has no such file", "open the page at /");
  }
}
