package dev.spendbreaker.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block of IP addresses in CIDR notation: {@code 10.0.0.0/8}, {@code fc00::/7}; or one alone. */
final class AddressBlock {
  private static final Pattern NOTATION =
      Pattern.compile("([0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

  private final byte[] network;
  private final int bits;

  private AddressBlock(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads a block.
   *
   * @throws IllegalArgumentException where the text is none
   */
  static AddressBlock of(String text) {
    AddressBlock block = find(text);
    if (block == null) {
      throw new IllegalArgumentException("no block of addresses: " + text);
    }
    return block;
  }

  /** The block a text is; null where it is none, such as a host name. */
  static @Nullable AddressBlock find(String text) {
    Matcher parts = NOTATION.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    byte[] address = literal(parts.group(1));
    String length = parts.group(2);
    int bits = length == null ? address.length * 8 : Integer.parseInt(length);
    return address.length == 0 || bits > address.length * 8
        ? null
        : new AddressBlock(address, bits);
  }

  /** The bytes of a literal address, as the pattern finds them; none where it is malformed. */
  private static byte[] literal(String text) {
    try {
      boolean malformed = !text.contains(":") && !text.matches("\\d+(\\.\\d+){3}");
      return malformed ? new byte[0] : InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }

  boolean contains(byte[] address) {
    return address.length == network.length
        && startsAlike(address, bits / 8)
        && (bits % 8 == 0 || sameBits(address[bits / 8], network[bits / 8], bits % 8));
  }

  private boolean startsAlike(byte[] address, int bytes) {
    return Arrays.equals(address, 0, bytes, network, 0, bytes);
  }

  private static boolean sameBits(byte one, byte other, int count) {
    int mask = 0xFF << (8 - count);
    return ((one ^ other) & mask) == 0;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(network) + "/" + bits;
  }
}
