package dev.spendbreaker.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Finding;
import dev.spendbreaker.runtime.KafkaAdmin;
import dev.spendbreaker.runtime.Topics;
import dev.spendbreaker.runtime.WantedTopic;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code spendbreaker topics}: the topics of the application, created and checked. */
@Command(
    name = "topics",
    description = "Creates or checks the topics Spendbreaker reads and writes.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TopicsCommand.Create.class, TopicsCommand.Check.class},
    footer = {"", "Example: spendbreaker topics check --bootstrap-servers kafka:9092"})
final class TopicsCommand {
  /** {@code spendbreaker topics create}. */
  @Command(
      name = "create",
      description = "Creates the topics that are missing, then checks all of them.",
      sortOptions = false,
      footer = {
        "",
        "Example: spendbreaker topics create --bootstrap-servers kafka:9092 --replication-factor 3"
      })
  static final class Create implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
      return options.run(this::create);
    }

    private int create(Settings settings) throws Exception {
      Logging.hideFailedConnections();
      PrintWriter out = options.out();
      Topics topics = new Topics(settings);
      try (Admin admin = KafkaAdmin.connect(settings)) {
        topics.create(admin).forEach(topic -> out.println("created " + topic.name()));
        return report(topics, admin, out);
      }
    }
  }

  /** {@code spendbreaker topics check}. */
  @Command(
      name = "check",
      description = "Compares the topics with what they should be; fails where one is unusable.",
      sortOptions = false,
      footer = {"", "Example: spendbreaker topics check --bootstrap-servers kafka:9092"})
  static final class Check implements Callable<Integer> {
    @Mixin private JsonOption json = new JsonOption();

    @Mixin private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
      return options.run(this::check);
    }

    private int check(Settings settings) throws Exception {
      Logging.hideFailedConnections();
      try (Admin admin = KafkaAdmin.connect(settings)) {
        Topics topics = new Topics(settings);
        return json.isWanted()
            ? reportJson(topics, admin, options.out())
            : report(topics, admin, options.out());
      }
    }
  }

  private static int report(Topics topics, Admin admin, PrintWriter out) throws Exception {
    List<Finding> findings = topics.check(admin);
    topics.wanted().forEach(topic -> print(topic, findings, out));
    return exitCode(findings);
  }

  private static int reportJson(Topics topics, Admin admin, PrintWriter out) throws Exception {
    List<Finding> findings = topics.check(admin);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode all = document.putArray("topics");
    topics.wanted().forEach(topic -> put(topic, findings, all.addObject()));
    JsonOption.print(document, out);
    return exitCode(findings);
  }

  private static int exitCode(List<Finding> findings) {
    boolean fatal =
        findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.FATAL);
    return fatal ? ExitCode.FAILURE : ExitCode.OK;
  }

  private static void put(WantedTopic topic, List<Finding> findings, ObjectNode into) {
    ArrayNode found = into.put("topic", topic.name()).putArray("findings");
    for (Finding finding : of(topic, findings)) {
      found
          .addObject()
          .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
          .put("what", finding.what())
          .put("fix", finding.fix());
    }
  }

  private static List<Finding> of(WantedTopic topic, List<Finding> findings) {
    return findings.stream().filter(finding -> finding.topic().equals(topic.name())).toList();
  }

  /** What was found of a topic, or that it is fine. */
  static void print(WantedTopic topic, List<Finding> findings, PrintWriter out) {
    List<Finding> ofTopic = of(topic, findings);
    if (ofTopic.isEmpty()) {
      out.println("ok      " + topic.name());
    }
    for (Finding finding : ofTopic) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      out.printf("%-7s %s: %s%n", severity, topic.name(), finding.what());
      out.printf("        fix, if this is the topic that is meant: %s%n", finding.fix());
    }
  }
}
