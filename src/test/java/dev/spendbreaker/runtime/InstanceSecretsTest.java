package dev.spendbreaker.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Instances whose secrets differ share the work all the same, but tell each other nothing. */
@Tag("integration")
class InstanceSecretsTest {
  @RegisterExtension static final KafkaBroker KAFKA = new KafkaBroker();

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void shouldTellAnInstanceWithAnotherSecretNothingAndSayWhatIsMissing() throws Exception {
    try (Instances instances = new Instances(directory, KAFKA.bootstrapServers(), "secrets")) {
      Instance one = instances.start("--instance-secret=the secret of the one");
      Instance other = instances.start("--instance-secret=the secret of the other");

      for (Instance instance : List.of(one, other)) {
        Instance refusing = instance.equals(one) ? other : one;
        Eventually.holds(
            TIMEOUT,
            () -> {
              JsonNode page = instance.api().scopes("limit=10");
              assertThat(page.at("/missingInstances/0/instance").asText())
                  .isEqualTo(refusing.address());
              assertThat(page.at("/missingInstances/0/reason").asText())
                  .isEqualTo("not_authenticated");
            });
      }
      Eventually.holds(
          TIMEOUT,
          () -> {
            JsonNode put = one.api().putPolicy("p", policy());
            assertThat(put.at("/missingInstances/0/reason").asText())
                .isEqualTo("not_authenticated");
          });
      assertThat(one.process().output() + other.process().output())
          .doesNotContain("the secret of the");
    }
  }

  private static byte[] policy() {
    return "{\"version\": 1, \"scope\": {\"agent\": \"a\"}, \"limit\": {\"usd\": 1}}"
        .getBytes(UTF_8);
  }
}
