package dev.spendbreaker.http;

import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The encodings of OTLP/HTTP; an answer has that of its request (OTLP 1.11, OTLP/HTTP). */
enum OtlpEncoding {
  PROTOBUF("application/x-protobuf") {
    @Override
    byte[] exported(long rejectedSpans, String message) {
      return rejectedSpans == 0
          ? new byte[0]
          : ExportTraceServiceResponse.newBuilder()
              .setPartialSuccess(
                  ExportTracePartialSuccess.newBuilder()
                      .setRejectedSpans(rejectedSpans)
                      .setErrorMessage(message))
              .build()
              .toByteArray();
    }

    /** google.rpc.Status: 1 code, 2 message. */
    @Override
    byte[] status(int code, String message) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt32(1, code);
        out.writeString(2, message);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  },

  JSON("application/json") {
    @Override
    byte[] exported(long rejectedSpans, String message) {
      Map<String, Object> partial = new LinkedHashMap<>();
      if (rejectedSpans > 0) {
        partial.put("rejectedSpans", Long.toString(rejectedSpans));
        partial.put("errorMessage", message);
      }
      return Json.bytes(Map.of("partialSuccess", partial));
    }

    @Override
    byte[] status(int code, String message) {
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("code", code);
      status.put("message", message);
      return Json.bytes(status);
    }
  };

  private final String mediaType;

  OtlpEncoding(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  /** The encoding of a media type in lower case; null where it is neither. */
  static @Nullable OtlpEncoding of(String mediaType) {
    for (OtlpEncoding encoding : values()) {
      if (encoding.mediaType.equals(mediaType)) {
        return encoding;
      }
    }
    return null;
  }

  /** An ExportTraceServiceResponse. */
  abstract byte[] exported(long rejectedSpans, String message);

  /**
   * A google.rpc.Status.
   *
   * @param code of google.rpc.Code
   */
  abstract byte[] status(int code, String message);
}
