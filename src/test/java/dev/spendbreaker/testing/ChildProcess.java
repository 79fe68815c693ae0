package dev.spendbreaker.testing;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, which a test can kill. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the {@code spendbreaker} command in a JVM of its own.
   *
   * @param output takes what it prints; appended to
   */
  public static ChildProcess start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Little compiling: many start, few run for long.
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.spendbreaker.cli.Main");
    command.addAll(Arrays.asList(arguments));
    return start(output, Path.of("."), command);
  }

  /**
   * Starts any program, with nothing to read.
   *
   * @param output takes what it prints; appended to
   * @param directory where it runs
   */
  public static ChildProcess start(Path output, Path directory, List<String> command)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(output.toFile()))
            .start();
    process.getOutputStream().close();
    // It ends, too, where a test is broken off.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ChildProcess(process, output);
  }

  /** Kills it (SIGKILL): it closes nothing. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Has it hang (SIGSTOP): its sockets stay, and nothing answers. */
  public void hang() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on where it was (SIGCONT). */
  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new AssertionError("kill -" + name + " ended with " + exit);
    }
  }

  /** Asks it to stop (SIGTERM) and waits. */
  public int stop(long timeoutSeconds) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running " + timeoutSeconds + " s after SIGTERM");
    }
    return process.exitValue();
  }

  /** The CPU time it has used so far, of all its threads. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** How much of it is in memory now, bytes; where the system tells, which is Linux. */
  public long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new AssertionError(status + " does not tell how much is in memory");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself. */
  public int awaitExit(long timeoutSeconds) throws InterruptedException, IOException {
    if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + timeoutSeconds + " s: " + output());
    }
    return process.exitValue();
  }

  /** All it has printed. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
