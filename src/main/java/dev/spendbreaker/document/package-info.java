/**
 * The JSON (and YAML) documents of the contract: policies and prices read and checked, decisions
 * and statuses written, decisions also as OTLP log records. The pure packages know nothing of JSON;
 * this one knows nothing of Kafka.
 */
@NullMarked
package dev.spendbreaker.document;

import org.jspecify.annotations.NullMarked;
