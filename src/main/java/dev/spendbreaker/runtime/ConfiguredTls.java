package dev.spendbreaker.runtime;

import dev.spendbreaker.config.InvalidSettingsException;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.tls.CertifiedKey;
import dev.spendbreaker.tls.InvalidTlsFileException;
import dev.spendbreaker.tls.TrustedCertificates;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS between clients, instances and this one, as the settings say.
 *
 * @param key what the servers prove themselves by; null where they do not speak TLS
 * @param others whom to believe, of other instances; null where instances do not speak TLS
 */
record ConfiguredTls(@Nullable CertifiedKey key, @Nullable SSLContext others) {
  /**
   * Reads the files.
   *
   * @throws InvalidSettingsException where one of them cannot be used
   */
  static ConfiguredTls of(Settings.Tls tls) throws InvalidSettingsException {
    Path certificate = tls.certificate();
    Path key = tls.key();
    if (certificate == null || key == null) {
      return new ConfiguredTls(null, null);
    }
    try {
      return new ConfiguredTls(
          CertifiedKey.read(certificate, key), TrustedCertificates.context(tls.ca()));
    } catch (InvalidTlsFileException e) {
      throw new InvalidSettingsException(
          List.of("'tls.*' cannot be used: " + String.valueOf(e.getMessage())));
    }
  }
}
