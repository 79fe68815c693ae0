package dev.spendbreaker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The lines of {@code kafka-acls.sh} in a page, as what they set. */
public final class KafkaAcls {
  private final List<AclOperation> operations = new ArrayList<>();
  private String principal = "";
  private String name = "";
  private ResourceType type = ResourceType.UNKNOWN;
  private PatternType pattern = PatternType.LITERAL;

  private KafkaAcls() {}

  /** All that a page's lines set. */
  public static List<AclBinding> in(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("kafka-acls.sh --add "))
        .flatMap(line -> new KafkaAcls().read(line).stream())
        .toList();
  }

  private List<AclBinding> read(String line) {
    Iterator<String> words = List.of(line.split(" ")).listIterator(2);
    while (words.hasNext()) {
      option(words.next(), words.next());
    }
    return operations.stream().map(this::binding).toList();
  }

  private void option(String option, String value) {
    switch (option) {
      case "--allow-principal" -> principal = value;
      case "--operation" -> operations.add(AclOperation.fromString(constant(value)));
      case "--topic" -> resource(ResourceType.TOPIC, value);
      case "--group" -> resource(ResourceType.GROUP, value);
      case "--transactional-id" -> resource(ResourceType.TRANSACTIONAL_ID, value);
      case "--resource-pattern-type" -> pattern = PatternType.fromString(constant(value));
      default -> throw new IllegalArgumentException("unknown option " + option);
    }
  }

  private void resource(ResourceType type, String name) {
    this.type = type;
    this.name = name;
  }

  /** {@code DESCRIBE_CONFIGS} of {@code DescribeConfigs}. */
  private static String constant(String word) {
    return word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private AclBinding binding(AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
  }
}
