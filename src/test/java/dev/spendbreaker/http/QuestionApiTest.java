package dev.spendbreaker.http;

import static dev.spendbreaker.http.Api.assertProblem;
import static dev.spendbreaker.http.Client.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.access.AccessControl;
import dev.spendbreaker.access.AccessToken;
import dev.spendbreaker.access.AccessTokens;
import dev.spendbreaker.access.Permission;
import dev.spendbreaker.query.InstanceAuth;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The internal route; the server behind it answers every question with the question itself. */
class QuestionApiTest {
  private static final String PATH = "/internal/question";
  private static final String OCTETS = "application/octet-stream";
  private static final String SECRET = "correct horse battery staple";
  private static final byte[] QUESTION = {1, 2, 3};
  private static final long NOW = Api.NOW.toEpochMilli();

  @Test
  void shouldAnswerOnLoopbackWithoutASecretWhereNoneIsSet() {
    try (Api api = new Api()) {
      HttpResponse<byte[]> answer = api.client.post(PATH, OCTETS, QUESTION);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(QUESTION);
    }
  }

  @Test
  void shouldAnswerWhoeverProvesToKnowTheSecretAndProveItInTurn() throws Exception {
    try (Api api = Api.withSecret(SECRET)) {
      String proof = "v1 " + NOW + " " + hmac(SECRET, "question " + NOW, QUESTION);

      HttpResponse<byte[]> answer =
          api.client.post(PATH, OCTETS, QUESTION, InstanceAuth.HEADER, proof);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, InstanceAuth.HEADER))
          .isEqualTo(hmac(SECRET, "answer " + proof, QUESTION));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "v2 1 00",
        "Bearer correct horse battery staple",
        "v1 1795428930000 0000000000000000000000000000000000000000000000000000000000000000"
      })
  void shouldRefuseWhatIsNoProof(String proof) {
    try (Api api = Api.withSecret(SECRET)) {
      assertProblem(
          api.client.post(PATH, OCTETS, QUESTION, InstanceAuth.HEADER, proof),
          401,
          "instance_not_authenticated");
    }
  }

  @Test
  void shouldRefuseAnotherSecretAnotherQuestionAndAnotherTime() throws Exception {
    try (Api api = Api.withSecret(SECRET)) {
      String head = "v1 " + NOW + " ";
      assertRefused(api, head + hmac("another horse battery", "question " + NOW, QUESTION));
      assertRefused(api, head + hmac(SECRET, "question " + NOW, new byte[] {3, 2, 1}));
      assertRefused(api, head + hmac(SECRET, "answer " + NOW, QUESTION));
      long old = NOW - Duration.ofMinutes(2).toMillis();
      assertRefused(api, "v1 " + old + " " + hmac(SECRET, "question " + old, QUESTION));
      long ahead = NOW + Duration.ofMinutes(2).toMillis();
      assertRefused(api, "v1 " + ahead + " " + hmac(SECRET, "question " + ahead, QUESTION));
      assertProblem(api.client.post(PATH, OCTETS, QUESTION), 401, "instance_not_authenticated");
    }
  }

  @Test
  void shouldTakeNoTokenOfThePublicSurfaces() {
    try (Api api = Api.withSecret(SECRET)) {
      assertProblem(
          api.client.post(PATH, OCTETS, QUESTION, "Authorization", "Bearer " + SECRET),
          401,
          "instance_not_authenticated");
    }
  }

  @Test
  void shouldTakeTheProofOfAnInstanceWhereOthersNeedATokenAndNoTokenInItsPlace() throws Exception {
    String token = AccessToken.random();
    AccessTokens all =
        AccessTokens.of(List.of(AccessToken.of("all", EnumSet.allOf(Permission.class), token)));
    AccessControl control =
        new AccessControl(all, null, null, List.of(URI.create("https://budget.example.com")));
    try (Api api = Api.withSecret(SECRET, control)) {
      String proof = "v1 " + NOW + " " + hmac(SECRET, "question " + NOW, QUESTION);

      assertThat(api.client.post(PATH, OCTETS, QUESTION, InstanceAuth.HEADER, proof).statusCode())
          .isEqualTo(200);
      assertProblem(
          api.client.post(PATH, OCTETS, QUESTION, "Authorization", "Bearer " + token),
          401,
          "instance_not_authenticated");
    }
  }

  /** The names of instances are none of the public addresses. */
  @Test
  void shouldAnswerInstancesThatCallItByAnotherNameOnlyWhereTheyProveThemselves() throws Exception {
    String proof = "v1 " + NOW + " " + hmac(SECRET, "question " + NOW, QUESTION);
    try (Api api = Api.withSecret(SECRET)) {
      assertThat(ask(api, InstanceAuth.HEADER + ": " + proof)).startsWith("HTTP/1.1 200 ");
      assertThat(ask(api, InstanceAuth.HEADER + ": v1 1 00")).startsWith("HTTP/1.1 401 ");
    }
    try (Api noSecret = new Api()) {
      assertThat(ask(noSecret, "X-Nothing: more"))
          .startsWith("HTTP/1.1 403 ")
          .contains("host_not_allowed");
    }
  }

  private static String ask(Api api, String header) {
    String head =
        "POST %s HTTP/1.1\r\nHost: spendbreaker-2.pods\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s\r\nConnection: close\r\n\r\n"
            .formatted(PATH, OCTETS, QUESTION.length, header);
    return api.client.raw(List.of(head + new String(QUESTION, UTF_8)), 100);
  }

  @Test
  void shouldTakeQuestionsOnlyAsWebPagesCannotSendThem() {
    try (Api api = new Api()) {
      assertProblem(api.client.post(PATH, "text/plain", QUESTION), 400, "not_a_question");
      assertProblem(
          api.client.post(PATH, OCTETS, QUESTION, "Origin", "http://evil.example"),
          403,
          "origin_not_allowed");
      assertProblem(api.client.get(PATH), 405, "method_not_allowed");
      assertProblem(api.client.post(PATH, OCTETS, new byte[100_000]), 413, "request_too_large");
    }
  }

  @Test
  void shouldAnswerNobodyWithoutASecretWhereOthersThanThisMachineReachIt() throws Exception {
    InstanceAuth noSecret = new InstanceAuth(null, InstantSource.system());
    QuestionResource reachable = new QuestionResource(question -> question, noSecret, false);
    try (JettyServer server =
        JettyServer.start(
            BoundPort.bind("http", "127.0.0.1", 0),
            AccessControl.NONE,
            reachable.routes(),
            (request, problem) -> ProblemDocuments.answer(problem),
            Timeouts.DEFAULT)) {
      assertProblem(
          new Client(server.port()).post(PATH, OCTETS, QUESTION), 403, "instance_secret_missing");
    }
  }

  private static void assertRefused(Api api, String proof) {
    assertProblem(
        api.client.post(PATH, OCTETS, QUESTION, InstanceAuth.HEADER, proof),
        401,
        "instance_not_authenticated");
  }

  private static String hmac(String secret, String head, byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    mac.update((head + "\n").getBytes(UTF_8));
    return HexFormat.of().formatHex(mac.doFinal(body));
  }
}
