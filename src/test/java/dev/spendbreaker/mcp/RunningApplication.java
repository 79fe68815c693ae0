package dev.spendbreaker.mcp;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the application for a test, with topics of its own. */
final class RunningApplication {
  private RunningApplication() {}

  /** Comes back once it is ready. */
  static Application start(KafkaBroker kafka, String name, Path directory, Map<String, String> more)
      throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("application.id", name);
    for (String topic : List.of("spans", "policies", "prices", "decisions", "rejects")) {
      settings.put(topic + ".topic", name + "-" + topic);
    }
    settings.put("state.dir", directory.resolve(name).toString());
    settings.put("http.port", "0");
    settings.put("otlp.port", "0");
    Application application = Application.start(Settings.load(settings, Map.of(), null));
    Eventually.gives(Duration.ofSeconds(30), List.of(), application::notReady);
    return application;
  }
}
