package dev.spendbreaker.pricing;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;

/** An unpriced model as bytes, for its store. They begin with a format. */
public final class UnpricedModelCodec {
  private static final int FORMAT = 1;

  private UnpricedModelCodec() {}

  public static byte[] encode(UnpricedModel model) {
    return new ByteWriter()
        .writeByte(FORMAT)
        .writeNullableString(model.provider())
        .writeNullableString(model.model())
        .writeSigned(model.calls())
        .writeSigned(model.firstSeenMillis())
        .writeSigned(model.lastSeenMillis())
        .toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else, or of an unknown format
   */
  public static UnpricedModel decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT) {
      throw new CorruptBytesException("an unpriced model of unknown format " + format);
    }
    return new UnpricedModel(
        in.readNullableString(),
        in.readNullableString(),
        in.readSigned(),
        in.readSigned(),
        in.readSigned());
  }
}
