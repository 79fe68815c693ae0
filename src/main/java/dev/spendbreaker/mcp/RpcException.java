package dev.spendbreaker.mcp;

/** Ends a request with a JSON-RPC error. Expected, so it has no stack trace. */
final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient RpcError error;

  /**
   * @param status the HTTP status
   */
  RpcException(int status, RpcError error) {
    super(error.message(), null, false, false);
    this.status = status;
    this.error = error;
  }

  int status() {
    return status;
  }

  RpcError error() {
    return error;
  }
}
