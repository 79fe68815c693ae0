package dev.spendbreaker.otlp;

import static dev.spendbreaker.otlp.RandomMessages.json;
import static dev.spendbreaker.otlp.RandomMessages.mutated;
import static dev.spendbreaker.otlp.RandomMessages.protobuf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.lang.management.ManagementFactory;
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
      byte[] message = mutated(protobuf(random), random);
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
      if (readOrNull(mutated(json(random), random), null) == null) {
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
          random.nextBoolean() ? mutated(protobuf(random), random) : mutated(json(random), random);
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
