package dev.spendbreaker.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of {@code topology-docs/gateways}, with other ports than those it shows. */
final class DocumentedFile {
  private static final Path FOLDER = Path.of("topology-docs/gateways");

  private final String name;
  private String text;

  DocumentedFile(String name) throws IOException {
    this.name = name;
    this.text = Files.readString(FOLDER.resolve(name));
  }

  DocumentedFile port(int documented, int actual) {
    String address = "127.0.0.1:" + documented;
    assertThat(text).as(name).contains(address);
    text = text.replace(address, "127.0.0.1:" + actual);
    return this;
  }

  Path writeTo(Path folder) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  JsonNode yaml() throws IOException {
    return new YAMLMapper().readTree(text);
  }
}
