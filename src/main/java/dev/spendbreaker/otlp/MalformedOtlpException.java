package dev.spendbreaker.otlp;

/**
 * A message that is not OTLP trace data. Its text says what is wrong, where, and what to do.
 *
 * <p>It carries no stack trace: it describes data, and a flood of bad messages must stay cheap.
 */
public final class MalformedOtlpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String problem;

  MalformedOtlpException(String problem) {
    super(
        "not OTLP trace data: "
            + problem
            + ". Write each record as an ExportTraceServiceRequest, protobuf or JSON"
            + " (the Collector's kafka exporter: encoding otlp_proto or otlp_json)",
        null,
        false,
        false);
    this.problem = problem;
  }

  /** A message in which nothing looks like OTLP trace data. */
  static MalformedOtlpException withoutResourceSpans(byte[] message) {
    return new MalformedOtlpException(
        message.length == 0
            ? "the message is empty"
            : "no resource spans in " + message.length + " bytes: is this OTLP?");
  }

  /**
   * A message of another signal.
   *
   * @param what it holds, such as {@code log records}
   */
  static MalformedOtlpException ofOtherSignal(String what) {
    return new MalformedOtlpException("it holds " + what + ", not spans");
  }

  /** What is wrong and where, without the advice. */
  public String problem() {
    return problem;
  }
}
