package dev.spendbreaker.bench;

import dev.spendbreaker.testing.ExternalPrograms;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks one question again and again with wrk, each connection as soon as it has its answer. */
record Wrk(int connections, int seconds) {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");

  /**
   * What to ask.
   *
   * @param body of a POST; null for a GET
   */
  record Request(String path, Map<String, String> headers, @Nullable String body) {
    static Request get(String path) {
      return new Request(path, Map.of(), null);
    }
  }

  /** How many answers a second there were, and how long half and 99 % of them took at most. */
  record Result(double answersPerSecond, String p50, String p99) {}

  /**
   * Asks.
   *
   * @param directory for a script of wrk's
   * @throws IOException where wrk fails, or any answer is not 2xx
   */
  Result run(URI base, Request request, Path directory) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(base, request, directory)).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0
        || printed.contains("Non-2xx")
        || printed.contains("Socket errors")) {
      throw new IOException("wrk " + request.path() + " printed:\n" + printed);
    }
    return new Result(
        Double.parseDouble(find(RATE, printed)), percentile(50, printed), percentile(99, printed));
  }

  private List<String> command(URI base, Request request, Path directory) throws IOException {
    List<String> command = new ArrayList<>(List.of(ExternalPrograms.wrk().toString(), "--latency"));
    command.addAll(List.of("-t", "1", "-c", "" + connections, "-d", seconds + "s"));
    request.headers().forEach((name, value) -> command.addAll(List.of("-H", name + ": " + value)));
    if (request.body() != null) {
      Path script = Files.createTempFile(directory, "post", ".lua");
      Files.writeString(script, "wrk.method = 'POST'\nwrk.body = [==[" + request.body() + "]==]\n");
      command.addAll(List.of("-s", script.toString()));
    }
    command.add(base.resolve(request.path()).toString());
    return command;
  }

  private static String percentile(int percent, String printed) throws IOException {
    return find(Pattern.compile("\\s" + percent + "%\\s+(\\S+)"), printed);
  }

  private static String find(Pattern pattern, String printed) throws IOException {
    Matcher matcher = pattern.matcher(printed);
    if (!matcher.find()) {
      throw new IOException("wrk printed no " + pattern + ":\n" + printed);
    }
    return matcher.group(1);
  }
}
