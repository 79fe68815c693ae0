package dev.spendbreaker.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong with a request (RFC 9457).
 *
 * @param status the HTTP status
 * @param code stable, for programs
 * @param detail what is wrong, for people
 * @param hint what to do about it
 * @param more further members of the document: strings or lists of strings
 * @param headers headers of the answer
 */
public record Problem(
    int status,
    String code,
    String detail,
    String hint,
    Map<String, Object> more,
    Map<String, String> headers) {

  public Problem(int status, String code, String detail, String hint) {
    this(status, code, detail, hint, Map.of(), Map.of());
  }

  Problem with(String member, Object value) {
    return new Problem(status, code, detail, hint, plus(more, member, value), headers);
  }

  Problem header(String name, String value) {
    return new Problem(status, code, detail, hint, more, plus(headers, name, value));
  }

  public Problem retryAfter(int seconds) {
    return header("Retry-After", Integer.toString(seconds));
  }

  public ProblemException exception() {
    return new ProblemException(this);
  }

  private static <V> Map<String, V> plus(Map<String, V> map, String key, V value) {
    Map<String, V> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
