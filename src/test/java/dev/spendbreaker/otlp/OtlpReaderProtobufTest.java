package dev.spendbreaker.otlp;

import static dev.spendbreaker.otlp.Wire.concat;
import static dev.spendbreaker.otlp.Wire.field;
import static dev.spendbreaker.otlp.Wire.hex;
import static dev.spendbreaker.otlp.Wire.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.otlp.ReadSpan.Value;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages written by hand, field by field. */
class OtlpReaderProtobufTest {
  private static final byte[] TRACE_ID = field(1, hex("000102030405060708090a0b0c0d0e0f"));
  private static final byte[] SPAN_ID = field(2, hex("1112131415161718"));
  private static final byte[] NAME = field(5, "chat");
  private static final byte[] GOOD = span(TRACE_ID, SPAN_ID, NAME);
  private static final String LONG = "z".repeat(500);

  @Test
  void shouldReadASpan() throws Exception {
    byte[] message =
        message(
            span(
                TRACE_ID,
                SPAN_ID,
                field(4, hex("8182838485868788")),
                NAME,
                hex("39 0807060504030201"),
                hex("41 FFFFFFFFFFFFFFFF"),
                attribute("text", field(1, "gpt-4o")),
                attribute("yes", hex("10 01")),
                attribute("count", hex("18 AC02")),
                attribute("minus", concat(hex("18"), varint(-3))),
                attribute("cost", hex("21 000000000000E83F")),
                attribute("list", field(5)),
                attribute("unwanted", field(1, LONG))));

    ReadSpan span =
        Reading.of(message, "text", "yes", "count", "minus", "cost", "list", "absent").onlySpan();

    assertThat(span)
        .isEqualTo(
            new ReadSpan(
                0x0001020304050607L,
                0x08090a0b0c0d0e0fL,
                0x1112131415161718L,
                0x8182838485868788L,
                "chat",
                0x0102030405060708L,
                -1,
                Map.of(
                    "text", Value.of("gpt-4o"),
                    "yes", Value.of(true),
                    "count", Value.of(300),
                    "minus", Value.of(-3),
                    "cost", Value.of(0.75, "0.75"),
                    "list", Value.OTHER),
                Map.of()));
  }

  @Test
  void shouldGiveDoublesAsPlainDecimals() throws Exception {
    byte[] tiny = attribute("cost", hex("21 F168E388B5F8E43E")); // 1.0E-5

    ReadSpan span = Reading.of(message(span(TRACE_ID, SPAN_ID, tiny)), "cost").onlySpan();

    assertThat(span.attributes()).containsEntry("cost", Value.of(1e-5, "0.000010"));
  }

  @Test
  void shouldGiveEachSpanTheResourceThatComesAfterIt() throws Exception {
    byte[] first = concat(field(2, field(2, GOOD)), resource("a"));
    byte[] second = concat(field(2, field(2, GOOD)), field(2, field(2, GOOD)));
    byte[] third = concat(resource("b"), field(2, field(2, GOOD)));

    Reading reading =
        Reading.of(concat(field(1, first), field(1, second), field(1, third)), "service.name");

    assertThat(reading.spans())
        .extracting(span -> span.resource().get("service.name"))
        .containsExactly(Value.of("a"), null, null, Value.of("b"));
  }

  @Test
  void shouldMergeAResourceThatIsThereTwice() throws Exception {
    byte[] a = field(1, concat(attributeAs(1, "a", "1"), attributeAs(1, "b", "1")));
    byte[] b = field(1, concat(attributeAs(1, "b", "2"), attributeAs(1, "c", "2")));

    ReadSpan span = Reading.of(field(1, a, field(2, field(2, GOOD)), b), "a", "b", "c").onlySpan();

    assertThat(span.resource())
        .isEqualTo(Map.of("a", Value.of("1"), "b", Value.of("2"), "c", Value.of("2")));
  }

  @Test
  void shouldTakeTheLastOfAnAttributeThatIsThereTwice() throws Exception {
    byte[] span =
        span(
            TRACE_ID,
            SPAN_ID,
            attribute("a", hex("18 01")),
            attribute("b", hex("18 01")),
            attribute("a", field(1, "2")),
            field(9, field(1, "b")));

    assertThat(Reading.of(message(span), "a", "b").onlySpan().attributes())
        .isEqualTo(Map.of("a", Value.of("2")));
  }

  @Test
  void shouldTakeAValueThatStandsBeforeItsKey() throws Exception {
    byte[] attribute = field(9, field(2, hex("18 07")), field(1, "a"));

    assertThat(Reading.of(message(span(TRACE_ID, SPAN_ID, attribute)), "a").onlySpan().attributes())
        .isEqualTo(Map.of("a", Value.of(7)));
  }

  @Test
  void shouldTakeTheLastOfKeysAndOfValuesInOneAttribute() throws Exception {
    byte[] one = field(2, hex("18 01"));
    byte[] two = field(2, hex("18 02"));
    byte[] unknown = hex("18 05");
    byte[] span =
        span(
            TRACE_ID,
            SPAN_ID,
            field(9, field(1, "a"), one, two),
            field(9, field(1, "x"), one, field(1, "b")),
            field(9, field(1, "c"), one, unknown),
            field(9, unknown, field(1, "d"), one),
            field(9, field(1, "e"), one, field(1, "x")));

    assertThat(Reading.of(message(span), "a", "b", "c", "d", "e").onlySpan().attributes())
        .isEqualTo(Map.of("a", Value.of(2), "b", Value.of(1), "c", Value.of(1), "d", Value.of(1)));
  }

  @Test
  void shouldReadTagsAndLengthsThatTakeMoreBytesThanTheyNeed() throws Exception {
    byte[] longTags = field(9, hex("8A00 01 61 9200 03 9800 07"));
    byte[] longLengths = field(9, hex("0A 8100 62 12 8200 18 07"));

    assertThat(
            Reading.of(message(span(TRACE_ID, SPAN_ID, longLengths)), "a", "b")
                .onlySpan()
                .attributes())
        .isEqualTo(Map.of("b", Value.of(7)));
    assertThat(
            Reading.of(message(span(TRACE_ID, SPAN_ID, longTags)), "a", "b")
                .onlySpan()
                .attributes())
        .isEqualTo(Map.of("a", Value.of(7)));
  }

  @Test
  void shouldReplaceInvalidUtf8() throws Exception {
    byte[] attribute = attribute("a", field(1, hex("61 FF 62")));

    ReadSpan span =
        Reading.of(message(span(TRACE_ID, SPAN_ID, field(5, hex("C3")), attribute)), "a")
            .onlySpan();

    assertThat(span.attributes()).isEqualTo(Map.of("a", Value.of("a\uFFFDb")));
    assertThat(span.name()).isEqualTo("\uFFFD");
  }

  @Test
  void shouldSkipKnownFieldsOfAWrongWireType() throws Exception {
    byte[] wrongName = hex("2D 01020304");
    byte[] wrongEnd = hex("40 01");
    byte[] wrongTraceId = hex("08 01");
    byte[] wrongAttribute = hex("48 05");

    ReadSpan span =
        Reading.of(
                message(
                    span(
                        TRACE_ID,
                        SPAN_ID,
                        NAME,
                        wrongName,
                        wrongEnd,
                        wrongTraceId,
                        wrongAttribute)))
            .onlySpan();

    assertThat(span.name()).isEqualTo("chat");
    assertThat(span.endTimeUnixNano()).isZero();
  }

  @Test
  void shouldSkipGroups() throws Exception {
    byte[] group = hex("AB06 08 01 B306 B406 12 01 FF AC06");

    assertThat(Reading.of(message(span(TRACE_ID, group, SPAN_ID, NAME))).onlySpan().name())
        .isEqualTo("chat");
  }

  @Test
  void shouldCallASpanUnusableWhoseIdsAreAndReadTheRest() throws Exception {
    Reading reading =
        Reading.of(
            message(
                span(field(1, hex("010203")), SPAN_ID, NAME),
                span(field(1, new byte[16]), SPAN_ID, NAME),
                span(SPAN_ID, NAME),
                span(TRACE_ID, field(2, hex("01")), NAME),
                span(TRACE_ID, field(2, new byte[8]), NAME),
                span(TRACE_ID, NAME),
                span(TRACE_ID, SPAN_ID, NAME, field(4, hex("0102"))),
                GOOD));

    assertThat(reading.reasons())
        .containsExactly(
            "span 'chat': trace id has 3 bytes, must be 16",
            "span 'chat': trace id is all zero",
            "span 'chat': it has no trace id",
            "span 'chat': span id has 1 bytes, must be 8",
            "span 'chat': span id is all zero",
            "span 'chat': it has no span id",
            "span 'chat': parent span id has 2 bytes, must be 8 or none");
    assertThat(reading.spans()).hasSize(1);
  }

  @Test
  void shouldTakeTheLastOfIdsThatAreThereTwice() throws Exception {
    byte[] span = span(field(1, hex("01")), TRACE_ID, field(2, hex("01")), SPAN_ID);

    assertThat(Reading.of(message(span)).onlySpan().spanId()).isEqualTo(0x1112131415161718L);
  }

  @Test
  void shouldMakeRootsOfSpansWhoseParentIsEmptyOrZero() throws Exception {
    Reading reading =
        Reading.of(
            message(
                span(TRACE_ID, SPAN_ID, field(4)), span(TRACE_ID, SPAN_ID, field(4, new byte[8]))));

    assertThat(reading.spans()).extracting(ReadSpan::parentSpanId).containsExactly(0L, 0L);
  }

  @Test
  void shouldMakeTheNameSafeInAReason() throws Exception {
    String name = "bad\n\u001B[31m\u202Ename " + LONG;

    assertThat(Reading.of(message(span(SPAN_ID, field(5, name)))).reasons())
        .containsExactly("span 'bad??[31m?name " + "z".repeat(64 - 15) + "…': it has no trace id");
  }

  @Test
  void shouldKeepTheOtherSpansWhenTheContentOfOneIsBroken() throws Exception {
    byte[] overlong = span(NAME, hex("0A 7F 01"));
    byte[] brokenAttribute = span(TRACE_ID, SPAN_ID, field(9, field(1, "a"), hex("12 05 0A 09")));
    byte[] endlessVarint = span(TRACE_ID, SPAN_ID, hex("30 FFFFFFFFFFFFFFFFFFFFFF01"));
    byte[] cutOff = span(TRACE_ID, SPAN_ID, hex("39 0102"));
    byte[] reserved = span(TRACE_ID, SPAN_ID, hex("0F"));
    byte[] fieldZero = span(TRACE_ID, SPAN_ID, hex("02 00"));
    byte[] openGroup = span(TRACE_ID, SPAN_ID, hex("AB06 08 01"));
    byte[] strayEnd = span(TRACE_ID, SPAN_ID, hex("AC06"));

    Reading reading =
        Reading.of(
            message(
                GOOD,
                overlong,
                brokenAttribute,
                endlessVarint,
                cutOff,
                reserved,
                fieldZero,
                openGroup,
                strayEnd,
                GOOD),
            "a");

    assertThat(reading.spans()).hasSize(2);
    assertThat(reading.reasons())
        .hasSize(8)
        .allMatch(reason -> reason.matches("span '.*': its content is broken: .* byte \\d+.*"));
    assertThat(reading.reasons().get(0))
        .startsWith("span 'chat': its content is broken: a length of 127 at byte ")
        .endsWith(" does not fit: 1 bytes are left");
  }

  @Test
  void shouldCallTheSpansOfABrokenResourceUnusableAndReadTheOthers() throws Exception {
    byte[] scope = field(2, field(2, GOOD));
    byte[] brokenResource = field(1, hex("0A 7F"));

    Reading reading =
        Reading.of(concat(field(1, brokenResource, scope), field(1, resource("a"), scope)));

    assertThat(reading.spans()).hasSize(1);
    assertThat(reading.reasons()).hasSize(1);
    assertThat(reading.reasons().get(0))
        .startsWith("span 'chat': its resource is broken: a length of 127 at byte 5 ");
  }

  @Test
  void shouldRefuseAMessageWhoseFramesAreBroken() {
    byte[] good = message(GOOD);

    assertMalformed(Arrays.copyOf(good, good.length - 1), "at byte 1");
    assertMalformed(concat(good, hex("0A 05 12")), "a length of 5 at byte " + (good.length + 1));
    assertMalformed(concat(good, hex("0A FFFFFFFF0F")), "a length of -1");
    assertMalformed(concat(good, hex("0A FFFFFFFF07")), "a length of 2147483647");
    assertMalformed(concat(good, hex("0B")), "cut off at byte " + (good.length + 1));
    assertMalformed(concat(good, hex("0C")), "wire type 4");
  }

  @Test
  void shouldSayWhatToDoAboutAMalformedMessage() {
    assertMalformed(hex("FF"), "ExportTraceServiceRequest", "otlp_proto", "otlp_json");
  }

  @Test
  void shouldRefuseWhatHasNoResourceSpans() {
    assertMalformed(new byte[0], "the message is empty");
    assertMalformed(field(9, "x"), "no resource spans in 3 bytes");
  }

  @Test
  void shouldTakeResourceSpansWithoutSpans() throws Exception {
    assertThat(Reading.of(field(1)).results()).isEmpty();
  }

  @Test
  void shouldStepOverValuesNestedVeryDeep() throws Exception {
    byte[] value = field(1, "innermost");
    for (int depth = 0; depth < 1000; depth++) {
      value = field(5, field(1, value));
    }

    ReadSpan span =
        Reading.of(message(span(TRACE_ID, SPAN_ID, attribute("a", value))), "a").onlySpan();

    assertThat(span.attributes()).isEqualTo(Map.of("a", Value.OTHER));
  }

  @Test
  void shouldRefuseGroupsNestedTooDeep() throws Exception {
    assertThat(Reading.of(message(span(TRACE_ID, SPAN_ID, nestedGroups(100)))).spans()).hasSize(1);
    assertThat(Reading.of(message(span(TRACE_ID, SPAN_ID, nestedGroups(101)))).reasons())
        .hasSize(1);
    assertMalformed(concat(message(GOOD), nestedGroups(1_000_000)), "too many nested groups");
  }

  private static void assertMalformed(byte[] message, String... parts) {
    assertThatThrownBy(() -> Reading.of(message))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContainingAll(parts);
  }

  private static byte[] nestedGroups(int depth) {
    byte[] groups = new byte[2 * depth];
    Arrays.fill(groups, 0, depth, (byte) (3 << 3 | 3));
    Arrays.fill(groups, depth, 2 * depth, (byte) (3 << 3 | 4));
    return groups;
  }

  private static byte[] message(byte[]... spans) {
    byte[][] fields = new byte[spans.length][];
    for (int i = 0; i < spans.length; i++) {
      fields[i] = field(2, spans[i]);
    }
    return field(1, field(2, fields));
  }

  private static byte[] span(byte[]... fields) {
    return concat(fields);
  }

  private static byte[] attribute(String key, byte[] anyValue) {
    return field(9, field(1, key), field(2, anyValue));
  }

  private static byte[] attributeAs(int number, String key, String text) {
    return field(number, field(1, key), field(2, field(1, text)));
  }

  private static byte[] resource(String serviceName) {
    return field(1, attributeAs(1, "service.name", serviceName));
  }
}
