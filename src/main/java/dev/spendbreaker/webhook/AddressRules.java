package dev.spendbreaker.webhook;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be called: those of the internet, and those that are allowed by name or by
 * block. An endpoint is a text that somebody wrote; it must not reach what only this machine or its
 * network can, such as a cloud's metadata service.
 */
final class AddressRules {
  /** Special-purpose blocks (IANA's registries, RFC 6890), and metadata services beside them. */
  private static final Map<String, List<AddressBlock>> REFUSED = refused();

  /** The internet's addresses in IPv6; all others have some other purpose. */
  private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3");

  private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");

  private static final String LINK_LOCAL = "link-local or a metadata service";

  private final List<AddressBlock> allowedBlocks;
  private final Set<String> allowedHosts;

  private static Map<String, List<AddressBlock>> refused() {
    Map<String, List<AddressBlock>> blocks = new LinkedHashMap<>();
    blocks.put(
        LINK_LOCAL,
        blocks(
            "169.254.0.0/16",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "fe80::/10",
            "fd00:ec2::254"));
    blocks.put("loopback", blocks("127.0.0.0/8", "0.0.0.0/8", "::1", "::"));
    blocks.put(
        "private",
        blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"));
    blocks.put("multicast or broadcast", blocks("224.0.0.0/4", "255.255.255.255", "ff00::/8"));
    blocks.put(
        "reserved",
        blocks(
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20"));
    return blocks;
  }

  private static List<AddressBlock> blocks(String... texts) {
    return Arrays.stream(texts).map(AddressBlock::of).toList();
  }

  /**
   * With exceptions.
   *
   * @param allowed host names, whose loopback and private addresses may be called; and addresses or
   *     blocks, all of which may
   */
  AddressRules(List<String> allowed) {
    allowedBlocks = allowed.stream().map(AddressBlock::find).filter(Objects::nonNull).toList();
    allowedHosts =
        allowed.stream()
            .filter(text -> AddressBlock.find(text) == null)
            .map(text -> text.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What speaks against calling an address that a host name stands for; null where nothing does.
   */
  @Nullable String refusal(String host, InetAddress address) {
    byte[] bytes = address.getAddress();
    if (allowedBlocks.stream().anyMatch(block -> block.contains(bytes))) {
      return null;
    }
    String kind = kind(bytes);
    boolean allowed =
        kind == null
            || (!kind.equals(LINK_LOCAL) && allowedHosts.contains(host.toLowerCase(Locale.ROOT)));
    return allowed ? null : address.getHostAddress() + " is " + kind;
  }

  /** What kind of address it is that must not be called; null for one of the internet. */
  private static @Nullable String kind(byte[] address) {
    for (Map.Entry<String, List<AddressBlock>> kind : REFUSED.entrySet()) {
      if (kind.getValue().stream().anyMatch(block -> block.contains(address))) {
        return kind.getKey();
      }
    }
    return address.length == 16 ? kindOfV6(address) : null;
  }

  /** An IPv4 address may be inside, and a gateway may take the packet there. */
  private static @Nullable String kindOfV6(byte[] address) {
    if (NAT64.contains(address)) {
      return kind(Arrays.copyOfRange(address, 12, 16));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return kind(Arrays.copyOfRange(address, 2, 6));
    }
    return GLOBAL_UNICAST.contains(address) ? null : "reserved";
  }
}
