package dev.spendbreaker.query;

import dev.spendbreaker.bytes.CorruptBytesException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Asks other instances, each question once, and waits for none longer than the timeout. Answers are
 * compact bytes rather than the documents of the REST interface: those would have to be read back.
 */
final class OtherInstances {
  private final InstanceAuth auth;
  private final Duration timeout;
  private final String scheme;
  private final HttpClient http;

  /**
   * @param timeout of one question, connecting included
   * @param tls whom to believe, of instances that speak TLS as this one does; null where it does
   *     not
   */
  OtherInstances(InstanceAuth auth, Duration timeout, @Nullable SSLContext tls) {
    this.auth = auth;
    this.timeout = timeout;
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
    scheme = tls == null ? "http" : "https";
    http = (tls == null ? client : client.sslContext(tls)).build();
  }

  /** The answer; fails with an {@link InstanceException} or a {@link NotReadyException}. */
  <A> CompletableFuture<A> ask(HostInfo instance, Question<A> question) {
    if (!auth.hasSecret() && !isLoopback(instance.host())) {
      return CompletableFuture.failedFuture(
          new InstanceException(
              MissingInstance.NOT_AUTHENTICATED,
              "instances on other machines are asked only where 'instance.secret' is set"));
    }
    byte[] body = Questions.encode(question);
    String proof = auth.prove(body);
    return send(request(instance, body, proof))
        .thenApply(response -> read(question, response, proof))
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(understood(instance, failure)));
  }

  /** A connection that was kept may have been closed just now: another is tried then. */
  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofByteArray())
        .exceptionallyCompose(
            failure ->
                isBrokenConnection(cause(failure))
                    ? http.sendAsync(request, BodyHandlers.ofByteArray())
                    : CompletableFuture.failedFuture(failure));
  }

  private static boolean isBrokenConnection(Throwable failure) {
    return failure instanceof IOException
        && !(failure instanceof HttpTimeoutException)
        && !(failure instanceof ConnectException);
  }

  private HttpRequest request(HostInfo instance, byte[] body, String proof) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(instance))
            .timeout(timeout)
            .header("content-type", InstanceAnswers.CONTENT_TYPE)
            .POST(BodyPublishers.ofByteArray(body));
    return (proof.isEmpty() ? request : request.header(InstanceAuth.HEADER, proof)).build();
  }

  private URI address(HostInfo instance) {
    String host = instance.host().contains(":") ? "[" + instance.host() + "]" : instance.host();
    return URI.create(scheme + "://" + host + ":" + instance.port() + InstanceAnswers.PATH);
  }

  private <A> A read(Question<A> question, HttpResponse<byte[]> response, String proof) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new InstanceException(
          MissingInstance.NOT_AUTHENTICATED, "it refuses this instance (" + status + ")");
    }
    if (status == 503) {
      throw new NotReadyException("it is starting or stopping; try again");
    }
    if (status != 200) {
      throw new InstanceException(MissingInstance.INCOMPATIBLE, "it answered " + status);
    }
    String answersProof = response.headers().firstValue(InstanceAuth.HEADER).orElse(null);
    if (!auth.acceptsAnswer(answersProof, proof, response.body())) {
      throw new InstanceException(
          MissingInstance.NOT_AUTHENTICATED, "it does not prove that it knows the secret");
    }
    return Questions.decodeAnswer(question, response.body());
  }

  private static RuntimeException understood(HostInfo instance, Throwable failure) {
    Throwable cause = cause(failure);
    String who = instance.host() + ":" + instance.port();
    if (cause instanceof NotReadyException notReady) {
      return new NotReadyException("instance " + who + ": " + notReady.getMessage());
    }
    return new InstanceException(
        reason(cause), "instance %s: %s".formatted(who, String.valueOf(cause.getMessage())));
  }

  private static String reason(Throwable cause) {
    if (cause instanceof InstanceException known) {
      return known.reason();
    }
    if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
      return MissingInstance.TIMEOUT;
    }
    return cause instanceof CorruptBytesException || cause instanceof IllegalArgumentException
        ? MissingInstance.INCOMPATIBLE
        : MissingInstance.UNREACHABLE;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
