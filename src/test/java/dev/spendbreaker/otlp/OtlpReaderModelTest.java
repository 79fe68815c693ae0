package dev.spendbreaker.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read equals what the generated classes read, on random messages. */
class OtlpReaderModelTest {
  private static final int ROUNDS = 500;

  @Test
  void shouldReadFromProtobufWhatTheGeneratedClassesRead() throws Exception {
    for (long seed = 0; seed < ROUNDS; seed++) {
      RandomTraces random = new RandomTraces(new Random(seed));
      Message traces = random.withUnknownFields(random.traces());
      byte[] message = random.shuffled(traces);

      Reading reading = Reading.of(message, null, RandomTraces.WANTED);

      assertThat(GeneratedModel.withoutReasons(reading.results()))
          .as("seed %d", seed)
          .isEqualTo(GeneratedModel.results(TracesData.parseFrom(message), RandomTraces.WANTED));
    }
  }

  @Test
  void shouldReadFromJsonWhatTheGeneratedClassesHold() throws Exception {
    for (long seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      TracesData traces = new RandomTraces(random).traces();
      String json = new JsonTraces(random).write(traces);

      Reading reading = Reading.of(json.getBytes(UTF_8), null, RandomTraces.WANTED);

      assertThat(GeneratedModel.withoutReasons(reading.results()))
          .as("seed %d, %s", seed, json)
          .isEqualTo(GeneratedModel.results(traces, RandomTraces.WANTED));
    }
  }

  @Test
  void shouldReadTheSameWhenTheReaderIsUsedAgain() throws Exception {
    OtlpReader reader = new OtlpReader(RandomTraces.WANTED);
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      TracesData traces = new RandomTraces(random).traces();
      byte[] message =
          random.nextBoolean()
              ? traces.toByteArray()
              : new JsonTraces(random).write(traces).getBytes(UTF_8);

      assertThat(Reading.of(message, null, RandomTraces.WANTED, reader).results())
          .as("seed %d", seed)
          .isEqualTo(Reading.of(message, null, RandomTraces.WANTED).results());
    }
  }
}
