package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Sends requests to a server of this machine. */
final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;

  Client(int port) {
    this.port = port;
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60));
  }

  HttpResponse<byte[]> get(String path) {
    return send(to(path).GET());
  }

  HttpResponse<byte[]> post(String path, String contentType, byte[] body, String... headers) {
    return send(withBody("POST", path, contentType, body, headers));
  }

  HttpResponse<byte[]> put(String path, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send(withBody("PUT", path, "application/json", bytes, headers));
  }

  HttpResponse<byte[]> delete(String path, String... headers) {
    HttpRequest.Builder request = to(path).DELETE();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpRequest.Builder withBody(
      String method, String path, String contentType, byte[] body, String... headers) {
    HttpRequest.Builder request =
        to(path)
            .header("content-type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** Sends a request, and holds the answer against the OpenAPI document. */
  static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      OpenApi.operation(response.request().method(), response.uri().getRawPath())
          .ifPresent(operation -> OpenApi.check(operation, Received.of(response)));
      return response;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /** Sends bytes as they are, in parts until an answer comes, and returns the whole answer. */
  String raw(List<String> parts, int millisBetween) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.setSoTimeout(millisBetween);
      for (int i = 0; i < parts.size() && answer.size() == 0; i++) {
        socket.getOutputStream().write(parts.get(i).getBytes(StandardCharsets.UTF_8));
        readFirst(socket, answer);
      }
      socket.setSoTimeout(30_000);
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    }
  }

  private static void readFirst(Socket socket, ByteArrayOutputStream answer) throws IOException {
    try {
      answer.write(socket.getInputStream().readNBytes(1));
    } catch (SocketTimeoutException e) {
      // Nothing yet: send the next part.
    }
  }

  /** Sends a request that the usual client would change, and returns the whole answer. */
  String raw(String requestLine, String... headers) {
    String head =
        requestLine
            + "\r\n"
            + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList());
    return raw(List.of(head + "Connection: close\r\n\r\n"), 1);
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return json(response.body());
  }

  static JsonNode json(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + new String(body, StandardCharsets.UTF_8), e);
    }
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return compressed.toByteArray();
  }
}
