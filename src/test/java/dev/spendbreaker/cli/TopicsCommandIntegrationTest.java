package dev.spendbreaker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.testing.KafkaBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("integration")
class TopicsCommandIntegrationTest {
  @RegisterExtension static final KafkaBroker kafka = new KafkaBroker();

  private final StringWriter out = new StringWriter();

  @Test
  void shouldCreateTheTopicsAndFindThemAllRight() {
    assertThat(run("create", "cli-fresh")).isEqualTo(ExitCode.OK);

    assertThat(out.toString().lines())
        .containsExactly(
            "created cli-fresh-spans",
            "created cli-fresh-policies",
            "created cli-fresh-prices",
            "created cli-fresh-decisions",
            "created cli-fresh-logs",
            "created cli-fresh-rejects",
            "created cli-fresh-deliveries",
            "created cli-fresh-acks",
            "created cli-fresh-kills",
            "ok      cli-fresh-spans",
            "ok      cli-fresh-policies",
            "ok      cli-fresh-prices",
            "ok      cli-fresh-decisions",
            "ok      cli-fresh-logs",
            "ok      cli-fresh-rejects",
            "ok      cli-fresh-deliveries",
            "ok      cli-fresh-acks",
            "ok      cli-fresh-kills");
  }

  @Test
  void shouldFailWhereATopicIsUnusableAndSayHowToFixIt() {
    kafka.createTopic("cli-used-deleted", 1, Map.of("cleanup.policy", "delete"));
    assertThat(run("create", "cli-used", "--policies-topic=cli-used-deleted"))
        .isEqualTo(ExitCode.FAILURE);
    out.getBuffer().setLength(0);

    assertThat(run("check", "cli-used", "--policies-topic=cli-used-deleted"))
        .isEqualTo(ExitCode.FAILURE);

    assertThat(out.toString().lines())
        .containsExactly(
            "ok      cli-used-spans",
            "fatal   cli-used-deleted: cleanup.policy is 'delete' and must be 'compact':"
                + " otherwise policies are lost when they get old",
            "        fix, if this is the topic that is meant: kafka-configs.sh --bootstrap-server "
                + kafka.bootstrapServers()
                + " --alter --entity-type topics --entity-name cli-used-deleted"
                + " --add-config cleanup.policy=compact",
            "ok      cli-used-prices",
            "ok      cli-used-decisions",
            "ok      cli-used-logs",
            "ok      cli-used-rejects",
            "ok      cli-used-deliveries",
            "ok      cli-used-acks",
            "ok      cli-used-kills");
  }

  /** Runs with topics of this prefix, but for those that {@code more} names. */
  private int run(String command, String prefix, String... more) {
    List<String> args = new ArrayList<>(List.of("topics", command));
    args.add("--bootstrap-servers=" + kafka.bootstrapServers());
    for (String topic :
        List.of(
            "spans",
            "policies",
            "prices",
            "decisions",
            "logs",
            "rejects",
            "deliveries",
            "acks",
            "kills")) {
      if (List.of(more).stream().noneMatch(flag -> flag.startsWith("--" + topic))) {
        args.add("--" + topic + "-topic=" + prefix + "-" + topic);
      }
    }
    args.addAll(List.of(more));
    return SpendbreakerCommand.execute(
        SpendbreakerCommand.of(new TopicsCommand()).setOut(new PrintWriter(out, true)),
        args.toArray(new String[0]));
  }
}
