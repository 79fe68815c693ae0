package dev.spendbreaker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Other programs of the machine. */
@FunctionalInterface
interface Programs {
  /** Those on the path. */
  Programs INSTALLED = Programs::runInstalled;

  /**
   * Runs a program to its end.
   *
   * <p>Its standard error is that of this process.
   *
   * @return what it printed
   * @throws PriceUpdateException where it is not installed, or fails
   */
  String run(Path directory, List<String> command)
      throws PriceUpdateException, IOException, InterruptedException;

  private static String runInstalled(Path directory, List<String> command)
      throws PriceUpdateException, IOException, InterruptedException {
    Process process = start(directory, command);
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int code = process.waitFor();
    if (code != 0) {
      throw new PriceUpdateException(
          "'%s' failed with exit code %d".formatted(String.join(" ", command), code));
    }
    return printed;
  }

  private static Process start(Path directory, List<String> command) throws PriceUpdateException {
    try {
      return new ProcessBuilder(command)
          .directory(directory.toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new PriceUpdateException(
          "cannot run '%s': install Node.js 20 or newer, which brings node and npm"
              .formatted(command.get(0)),
          e);
    }
  }
}
