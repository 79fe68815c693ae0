/**
 * The HTTP surfaces: REST and health on one port, OTLP/HTTP ingest on another.
 *
 * <p>A {@code Router} finds the endpoint of a request, an endpoint turns a {@code Call} into an
 * {@code Answer} now or later, and every failure becomes a {@code Problem} that says what is wrong
 * and what to do. State is reached through {@link dev.spendbreaker.query.SpendQueries} and {@link
 * dev.spendbreaker.query.PriceQueries}, Kafka only through {@link
 * dev.spendbreaker.http.SpanPublisher}, {@link dev.spendbreaker.http.PolicyWriter} and {@link
 * dev.spendbreaker.http.PriceWriter}.
 */
@NullMarked
package dev.spendbreaker.http;

import org.jspecify.annotations.NullMarked;
