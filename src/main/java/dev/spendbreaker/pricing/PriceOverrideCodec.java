package dev.spendbreaker.pricing;

import dev.spendbreaker.bytes.ByteReader;
import dev.spendbreaker.bytes.ByteWriter;
import dev.spendbreaker.bytes.CorruptBytesException;

/** An override as bytes, for the prices store and the internal topic. They begin with a format. */
public final class PriceOverrideCodec {
  private static final int FORMAT = 2;

  /** Has no prices of audio, nor of what a cache keeps for an hour. */
  private static final int FORMAT_1 = 1;

  private PriceOverrideCodec() {}

  public static byte[] encode(PriceOverride override) {
    ModelPrice price = override.price();
    return new ByteWriter()
        .writeByte(FORMAT)
        .writeString(override.key())
        .writeVarint(override.revision())
        .writeVarint(price.input())
        .writeVarint(price.output())
        .writeVarint(price.cacheRead())
        .writeVarint(price.cacheWrite())
        .writeVarint(price.reasoning())
        .writeVarint(price.call())
        .writeVarint(price.cacheWrite1h())
        .writeVarint(price.audio().input())
        .writeVarint(price.audio().cacheRead())
        .writeVarint(price.audio().output())
        .toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws CorruptBytesException where the bytes are something else, or of an unknown format
   */
  public static PriceOverride decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int format = in.readByte();
    if (format != FORMAT && format != FORMAT_1) {
      throw new CorruptBytesException("a price of unknown format " + format);
    }
    String key = in.readString();
    long revision = in.readVarint();
    ModelPrice price = readPrice(in);
    return new PriceOverride(key, format == FORMAT_1 ? price : withMore(price, in), revision);
  }

  private static ModelPrice readPrice(ByteReader in) {
    return new ModelPrice(
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint());
  }

  private static ModelPrice withMore(ModelPrice price, ByteReader in) {
    return new ModelPrice(
        price.input(),
        price.output(),
        price.cacheRead(),
        price.cacheWrite(),
        in.readVarint(),
        price.reasoning(),
        new ModelPrice.Audio(in.readVarint(), in.readVarint(), in.readVarint()),
        price.call());
  }
}
