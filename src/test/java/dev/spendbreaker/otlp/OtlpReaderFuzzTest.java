package dev.spendbreaker.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages with faults in them: spans or {@link MalformedOtlpException}, and nothing else. */
class OtlpReaderFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String PROTOBUF = "application/x-protobuf";
  private static final String LONG_VARINT = "a varint longer than 10 bytes";

  @Test
  void shouldReadMutatedProtobufAsTheGeneratedClassesDoWhereTheyAcceptIt() throws Exception {
    int accepted = 0;
    for (long seed = 0; seed < 4_000; seed++) {
      Random random = new Random(seed);
      byte[] message = mutated(randomProtobuf(random), random);
      TracesData traces = parseOrNull(message);
      if (traces == null) {
        readOrNull(message, PROTOBUF);
      } else {
        accepted++;
        assertSame(traces, message, seed);
      }
    }
    assertThat(accepted).as("mutated messages that are still valid").isGreaterThan(100);
  }

  @Test
  void shouldReadOrRefuseMutatedJson() throws Exception {
    int accepted = 0;
    int refused = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      String json = new JsonTraces(random).write(new RandomTraces(random).traces());
      if (readOrNull(mutated(json.getBytes(UTF_8), random), null) == null) {
        refused++;
      } else {
        accepted++;
      }
    }

    assertThat(accepted).isGreaterThan(50);
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void shouldAllocateInProportionToTheMessageHoweverItIsBroken() throws Exception {
    OtlpReader reader = new OtlpReader(RandomTraces.WANTED);
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] message =
          random.nextBoolean()
              ? mutated(randomProtobuf(random), random)
              : mutated(
                  new JsonTraces(random).write(new RandomTraces(random).traces()).getBytes(UTF_8),
                  random);
      assertThat(allocatedBy(reader, message))
          .as("seed %d, %d bytes", seed, message.length)
          .isLessThan(2_000_000 + 1_000L * message.length);
    }
  }

  @Test
  void shouldReportEachOfAMillionEmptySpans() throws Exception {
    byte[] spans = new byte[2_000_000];
    for (int i = 0; i < spans.length; i += 2) {
      spans[i] = 2 << 3 | 2;
    }
    byte[] message = Wire.field(1, Wire.field(2, spans));
    OtlpReader reader = new OtlpReader(RandomTraces.WANTED);
    int[] unusable = {0};

    reader.read(message, null, counting(unusable));

    assertThat(unusable[0]).isEqualTo(1_000_000);
  }

  /**
   * They accept two things that we do not: a message that has nothing in it, and an 11th byte of a
   * varint as the first of the next field.
   */
  private static void assertSame(TracesData traces, byte[] message, long seed) {
    try {
      Reading reading = Reading.of(message, PROTOBUF, RandomTraces.WANTED);
      if (!reading.reasons().toString().contains(LONG_VARINT)) {
        assertThat(GeneratedModel.withoutReasons(reading.results()))
            .as("seed %d", seed)
            .isEqualTo(GeneratedModel.results(traces, RandomTraces.WANTED));
      }
    } catch (MalformedOtlpException e) {
      assertThat(traces.getResourceSpansCount() == 0 || e.problem().contains(LONG_VARINT))
          .as("seed %d: %s", seed, e)
          .isTrue();
    }
  }

  private static byte[] randomProtobuf(Random random) {
    RandomTraces traces = new RandomTraces(random);
    return traces.shuffled(traces.withUnknownFields(traces.traces()));
  }

  private static byte[] mutated(byte[] message, Random random) {
    byte[] result = message;
    for (int i = random.nextInt(3); i >= 0; i--) {
      result = mutatedOnce(result, random);
    }
    return result;
  }

  private static byte[] mutatedOnce(byte[] message, Random random) {
    int at = random.nextInt(message.length + 1);
    byte[] head = Arrays.copyOf(message, at);
    byte[] tail = Arrays.copyOfRange(message, at, message.length);
    return switch (random.nextInt(7)) {
      case 0 -> head;
      case 1 -> Wire.concat(head, Wire.varint(random.nextLong() >> random.nextInt(64)), tail);
      case 2 -> Wire.concat(head, Wire.hex("FFFFFFFF07"), tail);
      case 3 -> Wire.concat(tail, head);
      case 4 -> Wire.concat(head, Arrays.copyOfRange(message, at / 2, at), tail);
      default -> flipped(message, random);
    };
  }

  private static byte[] flipped(byte[] message, Random random) {
    byte[] result = message.clone();
    if (result.length > 0) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }

  private static @Nullable Reading readOrNull(byte[] message, @Nullable String contentType) {
    try {
      return Reading.of(message, contentType, RandomTraces.WANTED);
    } catch (MalformedOtlpException e) {
      assertThat(e).hasMessageContaining("not OTLP trace data: ");
      return null;
    }
  }

  private static @Nullable TracesData parseOrNull(byte[] message) {
    try {
      return TracesData.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static long allocatedBy(OtlpReader reader, byte[] message) {
    SpanHandler handler = counting(new int[1]);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.read(message, null, handler);
    } catch (MalformedOtlpException e) {
      // Counts as well.
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static SpanHandler counting(int[] unusable) {
    return new SpanHandler() {
      @Override
      public void span(SpanView span) {}

      @Override
      public void unusable(String reason) {
        unusable[0]++;
      }
    };
  }
}
