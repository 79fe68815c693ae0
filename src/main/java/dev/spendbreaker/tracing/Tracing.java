package dev.spendbreaker.tracing;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.usage.UsageReader;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records spans of the application itself, and sends them as OTLP over HTTP. Where it is {@link
 * #OFF}, everything it is asked costs nothing. Thread-safe.
 */
public final class Tracing implements AutoCloseable {
  /** The property under which Kafka Streams hands it to what it creates. */
  public static final String CONFIG = "spendbreaker.tracing";

  /** Records nothing. */
  public static final Tracing OFF = new Tracing(null);

  private static final long CLOSE_SECONDS = 2;
  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("service.version");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> SCOPE = AttributeKey.stringKey("spendbreaker.scope");
  private static final AttributeKey<String> ACTION = AttributeKey.stringKey("spendbreaker.action");
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey("spendbreaker.reasonCode");
  private static final AttributeKey<String> DECISION =
      AttributeKey.stringKey("spendbreaker.decisionId");

  private final @Nullable SdkTracerProvider provider;
  private final Tracer tracer;

  private Tracing(@Nullable SdkTracerProvider provider) {
    this.provider = provider;
    tracer =
        (provider == null ? OpenTelemetry.noop().getTracerProvider() : provider)
            .get("spendbreaker");
  }

  /**
   * Sends spans to an OTLP receiver, in batches, from a thread of its own.
   *
   * @param url the whole address, such as {@code http://127.0.0.1:4318/v1/traces}
   * @param sampled the part of traces that begin here which is recorded, 0 … 1; for others, whoever
   *     began them decides
   */
  public static Tracing to(URI url, double sampled, String version) {
    Attributes resource =
        Attributes.of(SERVICE_NAME, UsageReader.OWN_SERVICE_NAME, VERSION, version);
    return new Tracing(
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(resource)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sampled)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(url.toString()).build())
                    .build())
            .build());
  }

  /** That of Kafka Streams' configuration; {@link #OFF} where it has none. */
  public static Tracing of(Map<String, ?> config) {
    return config.get(CONFIG) instanceof Tracing tracing ? tracing : OFF;
  }

  public boolean isOn() {
    return provider != null;
  }

  /** A request that is being answered. */
  public static final class Request {
    private final Span span;

    private Request(Span span) {
      this.span = span;
    }

    /** The request has its answer; its span is over. */
    public void answered(int status) {
      span.setAttribute(STATUS, (long) status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  /**
   * A request begins.
   *
   * @param route the path that is served, without what varies
   * @param headers the value of a header by its name; null where there is none
   */
  public Request request(String method, String route, HeaderLookup headers) {
    return new Request(
        tracer
            .spanBuilder(method + " " + route)
            .setParent(
                W3CTraceContextPropagator.getInstance()
                    .extract(Context.root(), headers, HeaderLookup.GETTER))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, method)
            .setAttribute(ROUTE, route)
            .startSpan());
  }

  /** Finds a header of a request. */
  @FunctionalInterface
  public interface HeaderLookup {
    TextMapGetter<HeaderLookup> GETTER =
        new TextMapGetter<>() {
          @Override
          public @Nullable String get(@Nullable HeaderLookup headers, String name) {
            return headers == null ? null : headers.header(name);
          }
        };

    /** The value of a header; null where there is none. */
    @Nullable String header(String name);
  }

  /**
   * A decision was made: a span from the end of the call that led to it until then, linked to that
   * call's own.
   */
  public void decided(Decision decision) {
    if (provider == null) {
      return;
    }
    Trigger trigger = decision.trigger();
    long until = decision.decidedAtMillis();
    SpanBuilder span =
        tracer
            .spanBuilder("decide " + decision.action().text())
            .setNoParent()
            .setStartTimestamp(
                trigger == null ? until : Math.min(trigger.endTimeMillis(), until),
                TimeUnit.MILLISECONDS)
            .setAttribute(SCOPE, decision.scope().key())
            .setAttribute(ACTION, decision.action().text())
            .setAttribute(REASON, decision.reasonCode())
            .setAttribute(DECISION, decision.decisionId());
    if (trigger != null) {
      span.addLink(context(trigger));
    }
    span.startSpan().end(until, TimeUnit.MILLISECONDS);
  }

  private static SpanContext context(Trigger trigger) {
    return SpanContext.createFromRemoteParent(
        trigger.traceId(), trigger.spanId(), TraceFlags.getDefault(), TraceState.getDefault());
  }

  /** Sends what is left, for two seconds at the most. */
  @Override
  public void close() {
    if (provider != null) {
      provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
