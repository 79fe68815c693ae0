package dev.spendbreaker.webhook;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends over HTTP/1.1, many at a time with few threads. An answer counts by its status; of its body
 * a little is read and dropped. Redirects are not followed, cookies not kept, nothing is unpacked.
 */
final class HttpSender implements Sender, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSender.class);
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_BACKGROUND_THREADS = 64;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int IDLE_CONNECTION_MILLIS = 15_000;

  private final SenderOptions options;
  private final InstantSource clock;
  private final ExecutorService background;
  private final HttpClient client = new HttpClient();
  private final Requests requests;

  HttpSender(SenderOptions options, Map<String, String> environment, InstantSource clock) {
    this(options, environment, clock, InetAddress::getAllByName);
  }

  HttpSender(
      SenderOptions options,
      Map<String, String> environment,
      InstantSource clock,
      GuardedResolver.Lookup lookup) {
    this.options = options;
    this.clock = clock;
    AddressRules rules = new AddressRules(options.allowed());
    requests = new Requests(client, options, rules, new References(environment), clock);
    background = background();
    configure(new GuardedResolver(background, lookup, rules, proxyHost()));
    start();
  }

  private String proxyHost() {
    URI proxy = options.proxy();
    return proxy == null ? "" : proxy.getHost();
  }

  private static ExecutorService background() {
    return new ThreadPoolExecutor(
        0,
        MAX_BACKGROUND_THREADS,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "webhook-background");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void configure(GuardedResolver resolver) {
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setName("webhook-http");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setSocketAddressResolver(resolver);
    client.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    client.setIdleTimeout(IDLE_CONNECTION_MILLIS);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Spendbreaker"));
    URI proxy = options.proxy();
    if (proxy != null) {
      client.getProxyConfiguration().addProxy(new HttpProxy(proxy.getHost(), proxy.getPort()));
    }
  }

  private void start() {
    try {
      client.start();
      client.getProtocolHandlers().clear();
      client.getContentDecoderFactories().clear();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not start", e);
    }
  }

  @Override
  public Flight send(Notification notification, Consumer<Outcome> done) {
    Attempt attempt = new Attempt(notification, done);
    try {
      background.execute(attempt::begin);
    } catch (RejectedExecutionException e) {
      done.accept(Outcome.failed("too many deliveries are being prepared"));
    }
    return attempt;
  }

  /** Reads files and signs before it sends, so it begins on a thread that may be held up. */
  private final class Attempt implements Flight {
    private final Notification notification;
    private final Consumer<Outcome> done;
    private boolean aborted;
    private @Nullable Request request;

    Attempt(Notification notification, Consumer<Outcome> done) {
      this.notification = notification;
      this.done = done;
    }

    void begin() {
      try {
        Request prepared = requests.of(notification);
        if (hold(prepared)) {
          prepared.send(new Answer(prepared, done));
        } else {
          done.accept(Outcome.failed("given up"));
        }
      } catch (UndeliverableException e) {
        done.accept(Outcome.failed(String.valueOf(e.getMessage())));
      } catch (RuntimeException e) {
        LOG.warn("delivery {} cannot be sent", notification.webhookId(), e);
        done.accept(Outcome.failed("it cannot be sent; see the log of Spendbreaker"));
      }
    }

    private synchronized boolean hold(Request prepared) {
      request = prepared;
      return !aborted;
    }

    @Override
    public synchronized void abort() {
      aborted = true;
      if (request != null) {
        CompletableFuture<Boolean> unused = request.abort(new TimeoutException("given up"));
      }
    }
  }

  @Override
  public void close() throws Exception {
    client.stop();
    background.shutdownNow();
  }

  /**
   * Takes an answer in: its status, when to come again, and no more of its body than is allowed.
   */
  private final class Answer implements Response.Listener {
    private final String endpoint;
    private final Consumer<Outcome> done;
    private final AtomicLong read = new AtomicLong();

    Answer(Request request, Consumer<Outcome> done) {
      URI uri = request.getURI();
      this.endpoint = uri.getScheme() + "://" + uri.getRawAuthority();
      this.done = done;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
      if (read.addAndGet(content.remaining()) > MAX_BODY_BYTES) {
        CompletableFuture<Boolean> unused =
            response.abort(new TimeoutException("the answer is too long"));
      }
    }

    @Override
    public void onComplete(Result result) {
      done.accept(outcome(result).at(endpoint));
    }

    private Outcome outcome(Result result) {
      Response response = result.getResponse();
      if (response != null && response.getStatus() != 0) {
        String retryAfter = response.getHeaders().get(HttpHeader.RETRY_AFTER);
        return Outcome.answered(
            response.getStatus(), RetryAfter.millis(retryAfter, clock.millis()));
      }
      return Outcome.failed(explain(result.getFailure()));
    }

    /** In our words: a client's own may hold the URL, whose path may be a secret. */
    private String explain(Throwable failure) {
      if (failure instanceof UndeliverableException known) {
        return String.valueOf(known.getMessage());
      }
      if (failure instanceof TimeoutException) {
        return "no answer within " + options.timeout().toSeconds() + " s";
      }
      if (failure instanceof SSLException) {
        return "TLS failed: " + failure.getMessage();
      }
      return failure instanceof ConnectException
          ? "the connection was refused"
          : "the connection failed (" + failure.getClass().getSimpleName() + ")";
    }
  }
}
