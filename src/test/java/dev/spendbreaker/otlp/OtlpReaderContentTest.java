package dev.spendbreaker.otlp;

import static dev.spendbreaker.otlp.Wire.concat;
import static dev.spendbreaker.otlp.Wire.field;
import static dev.spendbreaker.otlp.Wire.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protobuf and JSON told apart. */
class OtlpReaderContentTest {
  private static final AttributeKeys NONE = AttributeKeys.of(List.of());
  private static final byte[] SPAN =
      concat(field(1, hex("000102030405060708090a0b0c0d0e0f")), field(2, hex("1112131415161718")));
  private static final byte[] PROTOBUF = field(1, field(2, field(2, SPAN)));
  private static final byte[] JSON =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"1112131415161718"}]}]}]}
      """
          .getBytes(UTF_8);

  @Test
  void shouldTellThemApartByContent() throws Exception {
    assertThat(spans(PROTOBUF, null)).isEqualTo(1);
    assertThat(spans(JSON, null)).isEqualTo(1);
    assertThat(spans(JSON, "text/plain")).isEqualTo(1);
    assertThat(spans(concat(" \r\n\t".getBytes(UTF_8), JSON), null)).isEqualTo(1);
    assertThat(spans(concat("\n".getBytes(UTF_8), JSON), null)).isEqualTo(1);
  }

  @Test
  void shouldTakeAByteOrderMarkBeforeJson() throws Exception {
    assertThat(spans(concat(hex("EFBBBF"), JSON), null)).isEqualTo(1);
    assertThat(spans(concat(hex("EFBBBF"), "\n".getBytes(UTF_8), JSON), "application/json"))
        .isEqualTo(1);
  }

  @Test
  void shouldReadProtobufThatBeginsAsJsonDoes() throws Exception {
    byte[] padding = field(3, new byte[123 - 2 - field(2, field(2, SPAN)).length]);
    byte[] message = field(1, padding, field(2, field(2, SPAN)));

    assertThat(message).startsWith('\n', '{');
    assertThat(spans(message, null)).isEqualTo(1);
  }

  @Test
  void shouldSayWhatIsWrongWithTheJsonWhenItCouldBeEither() {
    byte[] message = "\n{\"resourceSpans\":[}".getBytes(UTF_8);

    assertThatThrownBy(() -> spans(message, null))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessageContaining("broken JSON near byte 19");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "Application/JSON; charset=utf-8", "application/x+json"})
  void shouldReadAsJsonWhatIsCalledSo(String contentType) throws Exception {
    assertThat(spans(JSON, contentType)).isEqualTo(1);
    assertThatThrownBy(() -> spans(PROTOBUF, contentType))
        .isInstanceOf(MalformedOtlpException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-protobuf", "application/Protobuf; proto=x"})
  void shouldReadAsProtobufWhatIsCalledSo(String contentType) throws Exception {
    assertThat(spans(PROTOBUF, contentType)).isEqualTo(1);
    assertThatThrownBy(() -> spans(JSON, contentType)).isInstanceOf(MalformedOtlpException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[]", "hello", "\n", "\n{", "\uFEFF", "null", "{\0\"\0"})
  void shouldRefuseWhatIsNeither(String text) {
    for (@Nullable String contentType :
        new @Nullable String[] {null, "application/json", "application/x-protobuf"}) {
      assertThatThrownBy(() -> spans(text.getBytes(UTF_8), contentType))
          .isInstanceOf(MalformedOtlpException.class);
    }
  }

  private static int spans(byte[] message, @Nullable String contentType) throws Exception {
    return Reading.of(message, contentType, NONE).spans().size();
  }
}
