package dev.spendbreaker.trace;

import static dev.spendbreaker.trace.Spans.agent;
import static dev.spendbreaker.trace.Spans.modelCall;
import static dev.spendbreaker.trace.Spans.other;
import static dev.spendbreaker.trace.Spans.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.usage.ResourceFacts;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceBatchTest {
  private static final TraceBatch BATCH =
      new TraceBatch(
          new TraceId(-1, 2),
          List.of(
              modelCall(-5, 4)
                  .endsAt(1_700_000_000_123L)
                  .tokens(new Tokens(Tokens.MAX, 1, 2, 3, 4))
                  .cost(10_000_000_000_000L)
                  .model("modèle")
                  .explicitAgent("explicit")
                  .named("")
                  .task("task")
                  .session("session")
                  .dimensions(Map.of("team", "blue", "user", "blue"))
                  .facts(),
              agent(4, 0).endsAt(0).named("modèle").resource(ResourceFacts.NONE).facts(),
              tool(6, 4).endsAt(1_700_000_000_000L).facts(),
              other(7, 4).resource(new ResourceFacts("a", "s", "t", "u", Map.of())).facts()));

  @Test
  void shouldReadBackWhatItWrote() {
    assertThat(TraceBatch.decode(BATCH.encode())).isEqualTo(BATCH);
  }

  @Test
  void shouldReadFormat2() {
    // format, trace id, 1 span: TOOL with parent, its ids, end time 3, no names but the resource's
    String format2 =
        "02"
            + "00000000000000aa"
            + "00000000000000bb"
            + "01"
            + "07"
            + "0000000000000002"
            + "0000000000000001"
            + "06"
            + "01"
            + "0170"
            + "00".repeat(5)
            + "00"
            + "00"
            + "02"
            + "0173"
            + "00"
            + "00"
            + "00"
            + "00";

    assertThat(TraceBatch.decode(HexFormat.of().parseHex(format2)))
        .isEqualTo(
            new TraceBatch(
                new TraceId(0xAA, 0xBB),
                List.of(
                    new SpanFacts(
                        2,
                        1,
                        SpanKind.TOOL,
                        3,
                        null,
                        0,
                        "p",
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        new ResourceFacts(null, "s", null, null, Map.of())))));
  }

  @Test
  void shouldRefuseBytesThatEndEarlyOrLate() {
    byte[] bytes = BATCH.encode();
    for (int length = 0; length <= bytes.length + 1; length++) {
      byte[] wrong = Arrays.copyOf(bytes, length);
      if (length != bytes.length) {
        assertThatThrownBy(() -> TraceBatch.decode(wrong))
            .as("%s of %s bytes", length, bytes.length)
            .isInstanceOf(CorruptBytesException.class);
      }
    }
  }

  @Test
  void shouldRefuseAnUnknownFormat() {
    assertThatThrownBy(() -> TraceBatch.decode(new byte[] {3}))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessage("a trace batch of unknown format 3");
  }

  @Test
  void shouldThrowNothingElseWhateverTheBytes() {
    byte[] bytes = BATCH.encode();
    int refused = 0;
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] wrong = bytes.clone();
      for (int i = 0; i < 3; i++) {
        wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
      }
      try {
        TraceBatch.decode(wrong);
      } catch (CorruptBytesException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }
}
