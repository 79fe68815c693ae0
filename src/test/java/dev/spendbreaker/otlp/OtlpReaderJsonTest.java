package dev.spendbreaker.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.otlp.ReadSpan.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtlpReaderJsonTest {
  private static final String IDS =
      "\"traceId\":\"000102030405060708090A0B0C0D0E0F\",\"spanId\":\"1112131415161718\"";
  private static final String GOOD = "{" + IDS + ",\"name\":\"chat\"}";

  @Test
  void shouldReadTheExampleOfTheSpecification() throws Exception {
    byte[] message =
        getClass().getResourceAsStream("/corpus/spans/otlp-spec-example.json").readAllBytes();

    ReadSpan span = Reading.of(message, "my.span.attr", "service.name").onlySpan();

    assertThat(span)
        .isEqualTo(
            new ReadSpan(
                0x5B8EFFF798038103L,
                0xD269B633813FC60CL,
                0xEEE19B7EC3C1B174L,
                0xEEE19B7EC3C1B173L,
                "I'm a server span",
                1544712660000000000L,
                1544712661000000000L,
                Map.of("my.span.attr", Value.of("some value")),
                Map.of("service.name", Value.of("my.service"))));
  }

  @Test
  void shouldReadSnakeCaseNames() throws Exception {
    String json =
        """
        {"resource_spans": [{"scope_spans": [{"spans": [{
          "trace_id": "000102030405060708090a0b0c0d0e0f", "span_id": "1112131415161718",
          "parent_span_id": "2112131415161718", "start_time_unix_nano": 1, "end_time_unix_nano": "2",
          "attributes": [{"key": "a", "value": {"int_value": "3"}},
                         {"key": "b", "value": {"string_value": "c"}}]}]}]}]}
        """;

    ReadSpan span = Reading.of(json.getBytes(UTF_8), "a", "b").onlySpan();

    assertThat(span.parentSpanId()).isEqualTo(0x2112131415161718L);
    assertThat(span.startTimeUnixNano()).isEqualTo(1);
    assertThat(span.endTimeUnixNano()).isEqualTo(2);
    assertThat(span.attributes()).isEqualTo(Map.of("a", Value.of(3), "b", Value.of("c")));
  }

  @Test
  void shouldReadAResourceAfterItsSpansAndAValueBeforeItsKey() throws Exception {
    String json =
        """
        {"resourceSpans": [{"scopeSpans": [{"spans": [%s]}],
          "resource": {"attributes": [{"value": {"stringValue": "x"}, "key": "a"}]}}]}
        """
            .formatted(GOOD);

    assertThat(Reading.of(json.getBytes(UTF_8), "a").onlySpan().resource())
        .isEqualTo(Map.of("a", Value.of("x")));
  }

  @Test
  void shouldReadIntegersAsNumbersAndStrings() throws Exception {
    assertValue("{\"intValue\": 123}", Value.of(123));
    assertValue("{\"intValue\": \"123\"}", Value.of(123));
    assertValue("{\"intValue\": 1.23e2}", Value.of(123));
    assertValue("{\"intValue\": \"-1.0\"}", Value.of(-1));
    assertValue("{\"intValue\": 9223372036854775807}", Value.of(Long.MAX_VALUE));
  }

  @Test
  void shouldReadWhatIsNoIntegerOf64BitsAsADouble() throws Exception {
    assertValue("{\"intValue\": 1.5}", Value.of(1.5, "1.5"));
    assertValue("{\"intValue\": \"1.5\"}", Value.of(1.5, "1.5"));
    assertValue("{\"intValue\": 9223372036854775808}", Value.of(0x1p63, "9223372036854776000"));
    assertValue("{\"intValue\": 1e-999999999}", Value.of(0.0, "0.0"));
    assertValue("{\"intValue\": 1e999999999}", Value.of(Double.POSITIVE_INFINITY, "Infinity"));
  }

  @Test
  void shouldReadDoublesAsNumbersAndStrings() throws Exception {
    assertValue("{\"doubleValue\": 0.0421}", Value.of(0.0421, "0.0421"));
    assertValue("{\"doubleValue\": \"0.0421\"}", Value.of(0.0421, "0.0421"));
    assertValue("{\"doubleValue\": 2}", Value.of(2.0, "2.0"));
    assertValue("{\"doubleValue\": \"NaN\"}", Value.of(Double.NaN, "NaN"));
    assertValue("{\"doubleValue\": NaN}", Value.of(Double.NaN, "NaN"));
    assertValue(
        "{\"doubleValue\": \"-Infinity\"}", Value.of(Double.NEGATIVE_INFINITY, "-Infinity"));
  }

  @Test
  void shouldReadOtherValues() throws Exception {
    assertValue("{\"boolValue\": true}", Value.of(true));
    assertValue("{\"boolValue\": false}", Value.of(false));
    assertValue("{\"arrayValue\": {\"values\": []}}", Value.OTHER);
    assertValue("{\"kvlistValue\": {}}", Value.OTHER);
    assertValue("{\"bytesValue\": \"AQ==\"}", Value.OTHER);
    assertValue("{\"stringValue\": \"a\\u00e9\\ud83d\\ude00\"}", Value.of("aé😀"));
  }

  @Test
  void shouldSkipValuesThatAreNotWhatTheyAreCalled() throws Exception {
    for (String value :
        new String[] {
          "null",
          "{}",
          "[]",
          "5",
          "{\"stringValue\": 5}",
          "{\"stringValue\": null}",
          "{\"stringValue\": {\"a\": 1}}",
          "{\"boolValue\": \"true\"}",
          "{\"intValue\": \"five\"}",
          "{\"intValue\": [1]}",
          "{\"doubleValue\": \"\"}",
          "{\"doubleValue\": true}",
          "{\"arrayValue\": null}",
          "{\"unheardOf\": 1}"
        }) {
      assertThat(spanWith(value).attributes()).as(value).isEmpty();
    }
  }

  @Test
  void shouldTakeTheLastOfAnAttributeThatIsThereTwice() throws Exception {
    String attributes =
        """
        {"key":"a","value":{"intValue":1}},{"key":"b","value":{"intValue":1}},
        {"key":"a","value":{"intValue":2}},{"key":"b"}
        """;

    assertThat(
            Reading.of(message("{" + IDS + ",\"attributes\":[" + attributes + "]}"), "a", "b")
                .onlySpan()
                .attributes())
        .isEqualTo(Map.of("a", Value.of(2)));
  }

  @Test
  void shouldTakeIdsInBase64() throws Exception {
    String span =
        """
        {"traceId": "AAECAwQFBgcICQoLDA0ODw==", "spanId": "ERITFBUWFxg=", "parentSpanId": "__79_Pv6-fg="}
        """;

    ReadSpan read = Reading.of(message(span)).onlySpan();

    assertThat(read.traceIdHigh()).isEqualTo(0x0001020304050607L);
    assertThat(read.traceIdLow()).isEqualTo(0x08090a0b0c0d0e0fL);
    assertThat(read.spanId()).isEqualTo(0x1112131415161718L);
    assertThat(read.parentSpanId()).isEqualTo(0xFFFEFDFCFBFAF9F8L);
  }

  @Test
  void shouldCallASpanUnusableWhoseIdsAreAndReadTheRest() throws Exception {
    String trace = "\"traceId\":\"000102030405060708090a0b0c0d0e0f\"";

    Reading reading =
        Reading.of(
            message(
                "{" + trace + ",\"spanId\":5}",
                "{" + trace + ",\"spanId\":\"zz\\n\"}",
                "{" + trace + ",\"spanId\":\"111213141516171g\"}",
                "{" + trace + ",\"spanId\":\"????????????\"}",
                "{" + trace + ",\"spanId\":{\"spanId\":1}}",
                "{" + trace + ",\"spanId\":\"0000000000000000\"}",
                "{\"name\":\"chat\"}",
                "{" + IDS + ",\"parentSpanId\":7}",
                GOOD));

    assertThat(reading.reasons())
        .containsExactly(
            "span '': span id is not a string, must be 16 hexadecimal digits",
            "span '': span id is 'zz?', must be 16 hexadecimal digits",
            "span '': span id is '111213141516171g', must be 16 hexadecimal digits",
            "span '': span id is '????????????', must be 16 hexadecimal digits",
            "span '': span id is not a string, must be 16 hexadecimal digits",
            "span '': span id is all zero",
            "span 'chat': it has no trace id",
            "span '': parent span id is not a string, must be 16 hexadecimal digits");
    assertThat(reading.spans()).hasSize(1);
  }

  @Test
  void shouldMakeRootsOfSpansWithoutAParent() throws Exception {
    Reading reading =
        Reading.of(
            message(
                "{" + IDS + ",\"parentSpanId\":\"\"}",
                "{" + IDS + ",\"parentSpanId\":null}",
                "{" + IDS + ",\"parentSpanId\":\"0000000000000000\"}"));

    assertThat(reading.spans()).extracting(ReadSpan::parentSpanId).containsExactly(0L, 0L, 0L);
  }

  @Test
  void shouldKeepTimesAsUnsignedAndTakeNonsenseAsNone() throws Exception {
    assertThat(endTime("\"18446744073709551615\"")).isEqualTo(-1);
    assertThat(endTime("1544712661000000000")).isEqualTo(1544712661000000000L);
    assertThat(endTime("1.5447126610e18")).isEqualTo(1544712661000000000L);
    assertThat(endTime("\"yesterday\"")).isZero();
    assertThat(endTime("-5")).isZero();
    assertThat(endTime("1e999999999")).isZero();
    assertThat(endTime("{\"low\":1}")).isZero();
    assertThat(endTime("null")).isZero();
  }

  @Test
  void shouldTakeNullAndWrongTypesAsAbsent() throws Exception {
    String json =
        """
        {"unheardOf": {"resourceSpans": [1]}, "resourceSpans": [null, 5, [], {
          "resource": null, "scopeSpans": [7, {"spans": null}, {"scope": 3, "spans": [0, %s, null]}]},
          {"resource": [], "scopeSpans": "none"}]}
        """
            .formatted("{" + IDS + ",\"name\":null,\"attributes\":{\"key\":\"a\"},\"kind\":{}}");

    assertThat(Reading.of(json.getBytes(UTF_8), "a").onlySpan().attributes()).isEmpty();
  }

  @Test
  void shouldRefuseBrokenJson() {
    assertMalformed("{", "broken JSON near byte 1");
    assertMalformed("{\"resourceSpans\":[}", "broken JSON near byte 18");
    assertMalformed("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}", "broken JSON");
    assertMalformed("{\"resourceSpans\":[],}", "broken JSON");
    assertMalformed("{\"resourceSpans\":[]} {}", "more than one JSON value, the second at byte 21");
    assertMalformed("{\"resourceSpans\":[]} x", "broken JSON");
    assertMalformed("{\"resourceSpans\":[{\"a\":tru}]}", "broken JSON");
  }

  @Test
  void shouldHandOverNothingWhenTheEndIsBroken() {
    String json = new String(message(GOOD), UTF_8);

    assertMalformed(json.substring(0, json.length() - 1), "broken JSON");
  }

  @Test
  void shouldRefuseInvalidUtf8() {
    byte[] message = message("{" + IDS + ",\"name\":\"#\"}");
    for (int i = 0; i < message.length; i++) {
      message[i] = message[i] == '#' ? (byte) 0xFF : message[i];
    }

    assertThatThrownBy(() -> Reading.of(message))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void shouldRefuseJsonThatIsNotTraces() {
    assertMalformed("{}", "no resource spans in 2 bytes: is this OTLP?");
    assertMalformed("{\"resourceLogs\":[]}", "it holds log records, not spans");
    assertMalformed("{\"resource_metrics\":[]}", "it holds metrics, not spans");
    assertMalformed("{\"resourceSpans\":5}", "no resource spans");
  }

  @Test
  void shouldTakeResourceSpansWithoutSpans() throws Exception {
    assertThat(Reading.of("{\"resourceSpans\":[]}".getBytes(UTF_8)).results()).isEmpty();
    assertThat(Reading.of("{\"resourceSpans\":null}".getBytes(UTF_8)).results()).isEmpty();
  }

  @Test
  void shouldStepOverValuesNestedVeryDeep() throws Exception {
    String value = "{\"arrayValue\":{\"values\":[".repeat(1000) + "]}}".repeat(1000);

    assertThat(spanWith(value).attributes()).containsEntry("a", Value.OTHER);
  }

  @Test
  void shouldRefuseNestingWithoutEnd() {
    assertMalformed("{\"a\":" + "[".repeat(1_000_000), "depth");
  }

  @Test
  void shouldReadLongTexts() throws Exception {
    String text = "x".repeat(30_000_000);

    assertThat(spanWith("{\"stringValue\":\"" + text + "\"}").attributes())
        .isEqualTo(Map.of("a", Value.of(text)));
  }

  private static void assertValue(String value, Value expected) throws Exception {
    assertThat(spanWith(value).attributes()).as(value).isEqualTo(Map.of("a", expected));
  }

  private static ReadSpan spanWith(String value) throws Exception {
    String attributes = "[{\"key\":\"a\",\"value\":" + value + "}]";
    return Reading.of(message("{" + IDS + ",\"attributes\":" + attributes + "}"), "a").onlySpan();
  }

  private static long endTime(String value) throws Exception {
    return Reading.of(message("{" + IDS + ",\"endTimeUnixNano\":" + value + "}"))
        .onlySpan()
        .endTimeUnixNano();
  }

  private static void assertMalformed(String json, String part) {
    assertThatThrownBy(() -> Reading.of(json.getBytes(UTF_8)))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining(part);
  }

  private static byte[] message(String... spans) {
    return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
            + String.join(",", spans)
            + "]}]}]}")
        .getBytes(UTF_8);
  }
}
