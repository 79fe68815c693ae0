package dev.spendbreaker.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.topology.Catalog;
import dev.spendbreaker.webhook.WebhookCatalog;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.junit.jupiter.api.Test;

class TopologyDocsTest {
  private static final Path DIRECTORY = Path.of("topology-docs");

  /**
   * A changed name of a node is harmless. A changed name of a store or of a repartition step, or a
   * node that moves to another sub-topology, is not: a running cluster then reads other topics and
   * opens other directories, and what it holds under the old names is lost to it. Its operators
   * must reset the application, and replay what is still in the spans topic.
   */
  @Test
  void shouldNotChangeTheTopologyUnintentionally() throws Exception {
    assertThat(TopologyDocs.ofDefaults().drifted(DIRECTORY))
        .as(
            "what topology-docs says is not what the code does. A store or repartition step with"
                + " another name, or in another sub-topology, has a running cluster lose what it"
                + " holds: keep the old name. Where that is intended, say in README that operators"
                + " must reset the application and replay the spans topic. './spendbreaker topology'"
                + " writes it anew")
        .isEmpty();
  }

  @Test
  void shouldGiveEveryNodeANameOfOurs() throws Exception {
    assertThat(TopologyDocs.ofDefaults().files().get("generated/topology.txt"))
        .doesNotContain("KSTREAM")
        .doesNotContain("KTABLE")
        .doesNotContain("0000000");
  }

  @Test
  void shouldDescribeEveryStoreAndNoOther() throws Exception {
    assertThat(Catalog.stores())
        .extracting(Catalog.Store::name)
        .containsExactlyInAnyOrderElementsOf(stores(TopologyDocs.ofDefaults().description()));
    assertThat(WebhookCatalog.stores())
        .extracting(Catalog.Store::name)
        .containsExactlyInAnyOrderElementsOf(stores(TopologyDocs.ofDefaults().ofWebhooks()));
  }

  private static Set<String> stores(TopologyDescription description) {
    return description.subtopologies().stream()
        .flatMap(subtopology -> subtopology.nodes().stream())
        .filter(Processor.class::isInstance)
        .flatMap(node -> ((Processor) node).stores().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
