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
                  .tokens(new Tokens(Tokens.MAX, 1, 2, 3, 4, 5, new Tokens.Audio(6, 7, 8)))
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
  void shouldReadFormat3() {
    // format, trace id, 1 span: TOOL with parent, its ids, end time 3, no names but the resource's
    String format3 =
        "03"
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

    assertThat(TraceBatch.decode(HexFormat.of().parseHex(format3)))
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

  /** Bits 6 and 7 of a span's first byte, which say that there are more counts. */
  @Test
  void shouldReadAudioOfFormat3() {
    // 1 span: MODEL_CALL with tokens and both bits; the counts are 50 30 10 20 5, then 15, then
    // 25 7 12; no names but the resource's
    String format3 =
        "03"
            + "00000000000000aa"
            + "00000000000000bb"
            + "01"
            + "c9"
            + "0000000000000002"
            + "06"
            + "321e0a1405"
            + "0f"
            + "19070c"
            + "00".repeat(6)
            + "00"
            + "00"
            + "010173"
            + "0000"
            + "0000";

    assertThat(TraceBatch.decode(HexFormat.of().parseHex(format3)).spans())
        .extracting(SpanFacts::tokens)
        .containsExactly(new Tokens(50, 30, 10, 20, 5, 15, new Tokens.Audio(25, 7, 12)));
  }

  @Test
  void shouldTakeNoByteMoreForASpanWithoutAudio() {
    Tokens tokens = new Tokens(100, 20, 40, 10, 5);
    Tokens withAudio = new Tokens(100, 20, 40, 10, 5, 7, new Tokens.Audio(30, 20, 10));

    // head 18, flags 1, id 8, time 3, counts 5, "provider" and five names none, resource: its
    // number, four names none, and its dimensions: their number, and none
    int length = encodedLength(modelCall(1, 0).endsAt(100_000).tokens(tokens));
    assertThat(length).isEqualTo(18 + 1 + 8 + 3 + 5 + 10 + 5 + 7);
    assertThat(encodedLength(modelCall(1, 0).endsAt(100_000).tokens(withAudio)))
        .isEqualTo(length + 4);
  }

  private static int encodedLength(Spans span) {
    SpanFacts facts = span.resource(ResourceFacts.NONE).facts();
    return new TraceBatch(new TraceId(1, 2), List.of(facts)).encode().length;
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
    assertThatThrownBy(() -> TraceBatch.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class)
        .hasMessage("a trace batch of unknown format 9");
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
