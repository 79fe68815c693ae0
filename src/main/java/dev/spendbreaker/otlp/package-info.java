/**
 * Bytes to spans: reads OTLP trace data, protobuf or JSON, and hands over each span with only the
 * attributes that were asked for. Knows the wire formats and nothing of what the attributes mean.
 */
@NullMarked
package dev.spendbreaker.otlp;

import org.jspecify.annotations.NullMarked;
