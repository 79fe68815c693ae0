package dev.spendbreaker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer, however it was asked for. */
final class Received {
  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;
  private final boolean withoutBody;

  private Received(int status, byte[] body, boolean withoutBody) {
    this.status = status;
    this.body = body;
    this.withoutBody = withoutBody;
  }

  static Received of(HttpResponse<byte[]> response) {
    return of(response, response.body());
  }

  /** One whose body goes on. */
  static Received of(HttpResponse<?> response, byte[] body) {
    boolean head = response.request().method().equals("HEAD");
    Received received = new Received(response.statusCode(), body, head);
    response.headers().map().forEach((name, values) -> received.headers.put(name, values.get(0)));
    return received;
  }

  /** The bytes of a whole answer, whose body is not in chunks. */
  static Received ofText(String text) {
    String[] parts = text.split("\r\n\r\n", 2);
    String[] lines = parts[0].split("\r\n", -1);
    int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
    Received received = new Received(status, parts[1].getBytes(UTF_8), false);
    Arrays.stream(lines)
        .skip(1)
        .map(line -> line.split(": ?", 2))
        .forEach(header -> received.headers.put(header[0].toLowerCase(Locale.ROOT), header[1]));
    return received;
  }

  int status() {
    return status;
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  byte[] body() {
    return body;
  }

  /** Whether a body was not asked for. */
  boolean isWithoutBody() {
    return withoutBody;
  }
}
