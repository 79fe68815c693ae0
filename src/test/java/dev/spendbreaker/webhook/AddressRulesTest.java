package dev.spendbreaker.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static final AddressRules STRICT = new AddressRules(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:82b::200e",
        "64:ff9b::8.8.8.8",
        "2002:0808:0808::1",
        "2001:4860:4860::8888"
      })
  void shouldAllowAddressesOfTheInternet(String address) throws Exception {
    assertThat(STRICT.refusal("host", InetAddress.getByName(address))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "0.0.0.0, loopback",
    "0.1.2.3, loopback",
    "::1, loopback",
    "::, loopback",
    "::ffff:127.0.0.1, loopback",
    "64:ff9b::127.0.0.1, loopback",
    "2002:7f00:0001::1, loopback",
    "::127.0.0.1, reserved",
    "10.0.0.1, private",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.168.1.1, private",
    "::ffff:192.168.1.1, private",
    "64:ff9b::10.1.2.3, private",
    "100.64.0.1, private",
    "fc00::1, private",
    "fdff::1, private",
    "169.254.169.254, metadata",
    "::ffff:169.254.169.254, metadata",
    "64:ff9b::a9fe:a9fe, metadata",
    "2002:a9fe:a9fe::1, metadata",
    "100.100.100.200, metadata",
    "168.63.129.16, metadata",
    "192.0.0.192, metadata",
    "fd00:ec2::254, metadata",
    "fe80::1, link-local",
    "fec0::1, reserved",
    "224.0.0.1, multicast",
    "239.255.255.250, multicast",
    "255.255.255.255, broadcast",
    "ff02::1, multicast",
    "240.0.0.1, reserved",
    "192.0.2.1, reserved",
    "198.18.0.1, reserved",
    "198.51.100.7, reserved",
    "203.0.113.7, reserved",
    "2001:db8::1, reserved",
    "2001::1, reserved",
    "64:ff9b:1::1, reserved",
    "100::1, reserved"
  })
  void shouldRefuseEveryOtherAddressAndSayWhy(String address, String why) throws Exception {
    assertThat(STRICT.refusal("host", InetAddress.getByName(address))).contains(why);
  }

  @Test
  void shouldAllowTheBlocksAndHostsThatAreListed() throws Exception {
    AddressRules rules =
        new AddressRules(List.of("10.1.0.0/16", "Hooks.Internal", "::1", "192.168.7.7"));

    assertThat(refusal(rules, "any", "10.1.255.255")).isNull();
    assertThat(refusal(rules, "any", "10.2.0.0")).isNotNull();
    assertThat(refusal(rules, "any", "::1")).isNull();
    assertThat(refusal(rules, "any", "127.0.0.1")).isNotNull();
    assertThat(refusal(rules, "any", "192.168.7.7")).isNull();
    assertThat(refusal(rules, "any", "192.168.7.8")).isNotNull();
    assertThat(refusal(rules, "hooks.internal", "192.168.1.1")).isNull();
    assertThat(refusal(rules, "HOOKS.internal", "127.0.0.1")).isNull();
    assertThat(refusal(rules, "other.internal", "192.168.1.1")).isNotNull();
  }

  @Test
  void shouldRefuseMetadataServicesAlsoUnderAListedName() throws Exception {
    AddressRules rules = new AddressRules(List.of("hooks.internal"));

    assertThat(refusal(rules, "hooks.internal", "169.254.169.254")).isNotNull();
    assertThat(refusal(new AddressRules(List.of("169.254.0.0/16")), "any", "169.254.169.254"))
        .isNull();
  }

  private static @Nullable String refusal(AddressRules rules, String host, String address)
      throws Exception {
    return rules.refusal(host, InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.3", "1.2.3.4.5", "10.0.0.0/33", "::1/129", "hooks.internal", ""})
  void shouldTellWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> AddressBlock.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
