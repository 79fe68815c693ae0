/**
 * The HTTP surfaces: REST and health on one port, OTLP/HTTP ingest on another.
 *
 * <p>A {@code Router} finds the endpoint of a request, an endpoint turns a {@code Call} into an
 * {@code Answer} now or later, and every failure becomes a {@code Problem} that says what is wrong
 * and what to do. State is reached through {@link dev.spendbreaker.query.SpendQueries}, Kafka only
 * through {@link dev.spendbreaker.http.SpanPublisher} and {@link
 * dev.spendbreaker.http.PolicyWriter}.
 */
@NullMarked
package dev.spendbreaker.http;

import org.jspecify.annotations.NullMarked;
