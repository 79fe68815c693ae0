package dev.spendbreaker.http;

import static dev.spendbreaker.http.Client.gzip;
import static dev.spendbreaker.http.Client.header;
import static dev.spendbreaker.http.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.spendbreaker.access.AccessControl;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpServerTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final String TRACE_A = "0102030405060708090a0b0c0d0e0f10";
  private static final String TRACE_B = "1112131415161718191a1b1c1d1e1f20";
  private static final String NO_TRACE = "00000000000000000000000000000000";

  private final Publisher publisher = new Publisher();
  private @Nullable OtlpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void shouldPublishProtobufAsItCame() {
    byte[] message = protobuf(TRACE_A, TRACE_A);

    HttpResponse<byte[]> answer = client().post("/v1/traces", PROTOBUF, message);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo(PROTOBUF);
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    assertThat(answer.body()).isEmpty();
    assertThat(publisher.only().message()).isEqualTo(message);
    assertThat(publisher.only().contentType()).isEqualTo(PROTOBUF);
  }

  @Test
  void shouldPublishJsonAsItCame() {
    byte[] message = jsonMessage(TRACE_A);

    HttpResponse<byte[]> answer =
        client().post("/v1/traces", "Application/JSON; charset=utf-8", message);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo(JSON);
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"partialSuccess\":{}}");
    assertThat(publisher.only().message()).isEqualTo(message);
    assertThat(publisher.only().contentType()).isEqualTo(JSON);
  }

  @Test
  void shouldTakeTheTraceIdAsKeyWhenThereIsOneTrace() {
    client().post("/v1/traces", PROTOBUF, protobuf(TRACE_A, TRACE_A));

    assertThat(publisher.only().key()).isEqualTo(HexFormat.of().parseHex(TRACE_A));
  }

  @Test
  void shouldTakeNoKeyWhenThereAreTwoTraces() {
    client().post("/v1/traces", PROTOBUF, protobuf(TRACE_A, TRACE_B));
    client().post("/v1/traces", JSON, jsonMessage(TRACE_A, TRACE_B, TRACE_A));

    assertThat(publisher.published).extracting(Published::key).containsExactly(null, null);
  }

  @Test
  void shouldTellInJsonOfSpansThatCannotBeUsedAndPublishAllTheSame() {
    byte[] message = jsonMessage(TRACE_A, NO_TRACE, NO_TRACE);

    HttpResponse<byte[]> answer = client().post("/v1/traces", JSON, message);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/partialSuccess/rejectedSpans").textValue()).isEqualTo("2");
    assertThat(json(answer).at("/partialSuccess/errorMessage").asText())
        .startsWith("2 of the spans cannot be charged; the first: ");
    assertThat(publisher.only().message()).isEqualTo(message);
    assertThat(publisher.only().key()).isEqualTo(HexFormat.of().parseHex(TRACE_A));
  }

  @Test
  void shouldTellInProtobufOfSpansThatCannotBeUsed() throws IOException {
    HttpResponse<byte[]> answer =
        client().post("/v1/traces", PROTOBUF, protobuf(NO_TRACE, TRACE_A));

    ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage()).startsWith("1 of the spans");
  }

  @Test
  void shouldPublishWhatWasCompressed() {
    byte[] message = protobuf(TRACE_A);

    HttpResponse<byte[]> answer =
        client().post("/v1/traces", PROTOBUF, gzip(message), "content-encoding", "GZIP");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(publisher.only().message()).isEqualTo(message);
  }

  @Test
  void shouldTakeIdentityAsNoEncoding() {
    HttpResponse<byte[]> answer =
        client().post("/v1/traces", PROTOBUF, protobuf(TRACE_A), "content-encoding", "identity");

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseGzipThatBreaksOff() {
    byte[] whole = gzip(protobuf(TRACE_A));
    byte[] part = Arrays.copyOf(whole, whole.length - 9);

    HttpResponse<byte[]> answer =
        client().post("/v1/traces", JSON, part, "content-encoding", "gzip");

    assertRefused(answer, 400, 3, "not whole gzip");
  }

  @Test
  void shouldRefuseWhatIsNotGzip() {
    HttpResponse<byte[]> answer =
        client().post("/v1/traces", JSON, jsonMessage(TRACE_A), "content-encoding", "gzip");

    assertRefused(answer, 400, 3, "not whole gzip");
  }

  @Test
  void shouldRefuseAGzipBomb() {
    byte[] bomb = gzip(new byte[100 * MAX_BYTES]);
    assertThat(bomb.length).isLessThan(MAX_BYTES);

    HttpResponse<byte[]> answer =
        client().post("/v1/traces", JSON, bomb, "content-encoding", "gzip");

    assertRefused(answer, 413, 8, "otlp.max.request.bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, gzip", "deflate"})
  void shouldRefuseOtherContentEncodings(String encoding) {
    HttpResponse<byte[]> answer =
        client().post("/v1/traces", JSON, jsonMessage(TRACE_A), "content-encoding", encoding);

    assertRefused(answer, 415, 3, "send gzip or none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
  void shouldRefuseOtherContentTypes(String contentType) {
    HttpResponse<byte[]> answer = client().post("/v1/traces", contentType, jsonMessage(TRACE_A));

    assertRefused(answer, 415, 3, "application/x-protobuf or application/json");
  }

  @Test
  void shouldRefuseARequestWithoutAContentType() {
    HttpRequest.Builder request =
        client().to("/v1/traces").POST(HttpRequest.BodyPublishers.ofByteArray(protobuf(TRACE_A)));

    assertRefused(Client.send(request), 415, 3, "application/x-protobuf or application/json");
  }

  @Test
  void shouldRefuseAnEmptyBody() {
    assertRefused(client().post("/v1/traces", JSON, new byte[0]), 400, 3, "empty");
    assertRefused(
        client().post("/v1/traces", JSON, gzip(new byte[0]), "content-encoding", "gzip"),
        400,
        3,
        "empty");
  }

  @Test
  void shouldRefuseMalformedJson() {
    assertRefused(
        client().post("/v1/traces", JSON, "{\"resourceSpans\":[".getBytes(UTF_8)),
        400,
        3,
        "ExportTraceServiceRequest");
  }

  @Test
  void shouldRefuseMalformedProtobufInProtobuf() throws IOException {
    byte[] whole = protobuf(TRACE_A);

    HttpResponse<byte[]> answer =
        client().post("/v1/traces", PROTOBUF, Arrays.copyOf(whole, whole.length - 1));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(header(answer, "content-type")).isEqualTo(PROTOBUF);
    CodedInputStream status = CodedInputStream.newInstance(answer.body());
    assertThat(status.readTag()).isEqualTo(1 << 3);
    assertThat(status.readInt32()).isEqualTo(3);
    assertThat(status.readTag()).isEqualTo(2 << 3 | 2);
    assertThat(status.readString()).contains("ExportTraceServiceRequest");
    assertThat(status.isAtEnd()).isTrue();
    assertThat(publisher.published).isEmpty();
  }

  @Test
  void shouldTakeExactlyTheLargestSize() {
    byte[] message = padded(TRACE_A, MAX_BYTES);

    assertThat(client().post("/v1/traces", PROTOBUF, message).statusCode()).isEqualTo(200);
    assertThat(publisher.only().message()).isEqualTo(message);
    assertThat(client().post("/v1/traces", PROTOBUF, padded(TRACE_A, MAX_BYTES + 1)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void shouldRefuseASixtyMegabyteBodyOfKnownLength() {
    HttpResponse<byte[]> answer = client().post("/v1/traces", JSON, new byte[60_000_000]);

    assertRefused(answer, 413, 8, "otlp.max.request.bytes");
  }

  @Test
  void shouldRefuseASixtyMegabyteBodyOfUnknownLength() {
    byte[] body = new byte[60_000_000];
    HttpRequest.Builder request =
        client()
            .to("/v1/traces")
            .header("content-type", JSON)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

    assertRefused(Client.send(request), 413, 8, "otlp.max.request.bytes");
  }

  @Test
  void shouldRefuseATooLargeBodyBeforeItIsSentWhenTheClientAsksFirst() {
    String answer =
        client()
            .raw(
                "POST /v1/traces HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 60000000",
                "Expect: 100-continue");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("otlp.max.request.bytes");
  }

  @Test
  void shouldTellWhenTheTopicRefusesTheSize() {
    publisher.answer(failed(PublishException.Kind.TOO_LARGE, "the topic takes 1000 bytes"));

    HttpResponse<byte[]> answer = client().post("/v1/traces", JSON, jsonMessage(TRACE_A));

    assertRefused(answer, 413, 8, "the topic takes 1000 bytes");
    assertThat(json(answer).get("message").asText()).contains("max.message.bytes");
  }

  @Test
  void shouldAskToTryAgainWhenKafkaIsNotThere() {
    publisher.answer(failed(PublishException.Kind.UNAVAILABLE, "no broker answers"));

    HttpResponse<byte[]> answer = client().post("/v1/traces", JSON, jsonMessage(TRACE_A));

    assertRefused(answer, 503, 14, "no broker answers");
    assertThat(header(answer, "retry-after")).isEqualTo("2");
  }

  @Test
  void shouldNotAskToTryAgainWhenKafkaRefusesForGood() {
    publisher.answer(failed(PublishException.Kind.REFUSED, "not authorized to write"));

    HttpResponse<byte[]> answer = client().post("/v1/traces", JSON, jsonMessage(TRACE_A));

    assertRefused(answer, 500, 13, "not authorized to write");
    assertThat(header(answer, "retry-after")).isEmpty();
  }

  @Test
  void shouldNotTellWhatFailedInside() {
    publisher.answer(CompletableFuture.failedFuture(new IllegalStateException("secret")));

    HttpResponse<byte[]> answer = client().post("/v1/traces", JSON, jsonMessage(TRACE_A));

    assertRefused(answer, 500, 13, "failed inside Spendbreaker");
    assertThat(new String(answer.body(), UTF_8)).doesNotContain("secret");
  }

  @Test
  void shouldAskToTryAgainWhenKafkaDoesNotAcknowledgeInTime() {
    publisher.answer(new CompletableFuture<>());

    HttpResponse<byte[]> answer =
        client(new Timeouts(Duration.ofSeconds(10), Duration.ofMillis(100)))
            .post("/v1/traces", JSON, jsonMessage(TRACE_A));

    assertRefused(answer, 503, 14, "did not acknowledge in time");
  }

  @Test
  void shouldAnswerWhenKafkaIsSlowerThanASilentClientMayBe() {
    publisher.answer(new CompletableFuture<Void>().completeOnTimeout(null, 800, MILLISECONDS));

    HttpResponse<byte[]> answer =
        client(new Timeouts(Duration.ofMillis(200), Duration.ofSeconds(20)))
            .post("/v1/traces", JSON, jsonMessage(TRACE_A));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseMoreWhileKafkaHoldsTooMuchAndTakeItAgainAfterwards() {
    // 64 MiB may be in flight: three messages of 20 MiB, not four.
    int size = 20 << 20;
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    publisher.answer(stuck);
    Client client = client(size, new Timeouts(Duration.ofSeconds(30), Duration.ofMillis(1)));
    byte[] message = padded(TRACE_A, size);
    for (int i = 0; i < 3; i++) {
      assertThat(client.post("/v1/traces", PROTOBUF, message).statusCode()).isEqualTo(503);
    }
    assertThat(publisher.published).hasSize(3);

    HttpResponse<byte[]> refused = client.post("/v1/traces", PROTOBUF, message);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(header(refused, "retry-after")).isEqualTo("2");
    assertThat(new String(refused.body(), UTF_8)).contains("too many bytes");
    assertThat(publisher.published).hasSize(3);

    stuck.complete(null);
    assertThat(client.post("/v1/traces", PROTOBUF, message).statusCode()).isEqualTo(200);
    assertThat(publisher.published).hasSize(4);
  }

  @Test
  void shouldAnswerTheRequestsItHasWhenItStops() throws Exception {
    publisher.answer(new CompletableFuture<Void>().completeOnTimeout(null, 300, MILLISECONDS));
    Client client = client();
    CompletableFuture<HttpResponse<byte[]>> answer =
        CompletableFuture.supplyAsync(() -> client.post("/v1/traces", JSON, jsonMessage(TRACE_A)));
    publisher.awaitFirst();

    stop();

    assertThat(answer.get().statusCode()).isEqualTo(200);
  }

  @Test
  void shouldEndARequestWhoseBodyStops() {
    String answer =
        client(new Timeouts(Duration.ofMillis(300), Duration.ofSeconds(10)))
            .raw(List.of(head(100) + "{"), 1);

    assertThat(answer).startsWith("HTTP/1.1 408 ").contains("came too slowly");
  }

  @Test
  void shouldEndARequestWhoseBodyTrickles() {
    List<String> parts = new ArrayList<>(Collections.nCopies(60, "{"));
    parts.add(0, head(60));

    String answer =
        client(new Timeouts(Duration.ofMillis(500), Duration.ofSeconds(10))).raw(parts, 100);

    assertThat(answer).startsWith("HTTP/1.1 408 ").contains("came too slowly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost.evil"})
  void shouldRefuseAHostThatIsNotLoopback(String host) {
    String answer = client().raw("POST /v1/traces HTTP/1.1", "Host: " + host + ":4318");

    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("Host header").doesNotContain(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "host.docker.internal"})
  void shouldTakeAHostThatIsLoopback(String host) {
    String answer = client().raw("GET /v1/traces HTTP/1.1", "Host: " + host + ":4318");

    assertThat(answer).startsWith("HTTP/1.1 405 ");
  }

  @Test
  void shouldRefuseAWebPageOfAnotherOrigin() {
    HttpResponse<byte[]> answer =
        client().post("/v1/traces", JSON, jsonMessage(TRACE_A), "origin", "http://localhost:3000");

    assertRefused(answer, 403, 7, "another origin");
  }

  @Test
  void shouldAnswerUnknownPathsAndMethods() {
    assertRefused(client().post("/v1/logs", JSON, new byte[1]), 404, 12, "/v1/traces");
    HttpResponse<byte[]> get = client().get("/v1/traces");
    assertRefused(get, 405, 12, "use POST");
    assertThat(header(get, "allow")).isEqualTo("POST");
  }

  @Test
  void shouldTellWhenThePortIsInUse() {
    int port = started(MAX_BYTES, Timeouts.DEFAULT).port();

    assertThatThrownBy(() -> BoundPort.bind("otlp", "127.0.0.1", port))
        .isInstanceOf(ServerStartException.class)
        .hasMessage(
            "port %d is in use: choose another with --otlp-port, or 0 for a free one", port);
  }

  private static void assertRefused(
      HttpResponse<byte[]> answer, int httpStatus, int code, String text) {
    assertThat(answer.statusCode()).isEqualTo(httpStatus);
    assertThat(header(answer, "content-type")).isEqualTo(JSON);
    assertThat(json(answer).get("code").intValue()).isEqualTo(code);
    assertThat(json(answer).get("message").asText()).contains(text);
  }

  private Client client() {
    return client(Timeouts.DEFAULT);
  }

  private Client client(Timeouts timeouts) {
    return client(MAX_BYTES, timeouts);
  }

  private Client client(int maxRequestBytes, Timeouts timeouts) {
    return new Client(started(maxRequestBytes, timeouts).port());
  }

  private OtlpServer started(int maxRequestBytes, Timeouts timeouts) {
    if (server == null) {
      try {
        server =
            OtlpServer.start(
                BoundPort.bind("otlp", "127.0.0.1", 0),
                AccessControl.NONE,
                maxRequestBytes,
                publisher,
                timeouts);
      } catch (ServerStartException e) {
        throw new AssertionError(e);
      }
    }
    return server;
  }

  private static String head(int contentLength) {
    return "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + ("Content-Length: " + contentLength + "\r\n\r\n");
  }

  private static CompletableFuture<Void> failed(PublishException.Kind kind, String message) {
    return CompletableFuture.failedFuture(new PublishException(kind, message));
  }

  private static byte[] jsonMessage(String... traceIds) {
    List<String> spans =
        Arrays.stream(traceIds)
            .map(id -> "{\"traceId\":\"" + id + "\",\"spanId\":\"0102030405060708\"}")
            .toList();
    return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
            + String.join(",", spans)
            + "]}]}]}")
        .getBytes(UTF_8);
  }

  private static byte[] protobuf(String... traceIds) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (String id : traceIds) {
      spans.addSpans(span(id));
    }
    return message(spans);
  }

  /** A message of exactly {@code size} bytes. */
  private static byte[] padded(String traceId, int size) {
    int padding = size - 100;
    byte[] message = withName(traceId, padding);
    return withName(traceId, padding + size - message.length);
  }

  private static byte[] withName(String traceId, int length) {
    byte[] name = new byte[length];
    Arrays.fill(name, (byte) 'n');
    return message(
        ScopeSpans.newBuilder()
            .addSpans(span(traceId).setNameBytes(UnsafeByteOperations.unsafeWrap(name))));
  }

  private static Span.Builder span(String traceId) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(traceId)))
        .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
        .setName("chat");
  }

  private static byte[] message(ScopeSpans.Builder spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
        .build()
        .toByteArray();
  }

  /** What was published, and what to answer. */
  private static final class Publisher implements SpanPublisher {
    private final List<Published> published = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

    private final CountDownLatch first = new CountDownLatch(1);

    void awaitFirst() throws InterruptedException {
      first.await();
    }

    void answer(CompletableFuture<Void> next) {
      answer = next;
    }

    Published only() {
      assertThat(published).hasSize(1);
      return published.get(0);
    }

    @Override
    public CompletableFuture<Void> publish(
        byte @Nullable [] key, byte[] message, String contentType) {
      published.add(new Published(key, message, contentType));
      first.countDown();
      return answer;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by component only
  private record Published(byte @Nullable [] key, byte[] message, String contentType) {}
}
