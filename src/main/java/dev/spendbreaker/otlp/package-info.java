/**
 * Bytes to spans: reads OTLP trace data, protobuf or JSON, and hands over each span with only the
 * attributes that were asked for. Knows the wire formats and nothing of what the attributes mean.
 *
 * <p>{@link dev.spendbreaker.otlp.OtlpReader} is the way in. It finds the spans of a message first
 * and reads them then, one by one: a message is refused whole or read to its end, and a span that
 * makes no sense is reported while the others go on. Of an attribute that is there twice the last
 * value counts.
 */
@NullMarked
package dev.spendbreaker.otlp;

import org.jspecify.annotations.NullMarked;
