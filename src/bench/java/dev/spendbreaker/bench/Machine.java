package dev.spendbreaker.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.stream.Stream;

/** What a measurement ran on, in one sentence. */
final class Machine {
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final double loadBefore = system.getSystemLoadAverage();

  /**
   * As of now, and how busy it was when this object was made: what runs besides shows there.
   *
   * @return a sentence
   */
  String describe() throws IOException {
    return "Measured on %s: %d cores (%s), %d GB of memory, %s %s, JDK %s; load average before the start %.1f."
        .formatted(
            LocalDate.now(Clock.systemUTC()),
            system.getAvailableProcessors(),
            processor(),
            Math.round(system.getTotalMemorySize() / 1e9),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            loadBefore);
  }

  private static String processor() throws IOException {
    Path information = Path.of("/proc/cpuinfo");
    if (!Files.exists(information)) {
      return "model unknown";
    }
    try (Stream<String> lines = Files.lines(information)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("model unknown");
    }
  }
}
