package dev.spendbreaker.docs;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/** A picture of each sub-topology: topics, nodes and stores. */
final class Mermaid {
  private final TopologyDescription description;
  private final List<String> titles;

  /**
   * @param titles what the sub-topologies are for, in their order
   */
  Mermaid(TopologyDescription description, List<String> titles) {
    this.description = description;
    this.titles = titles;
  }

  String sections() {
    return description.subtopologies().stream()
        .map(this::section)
        .collect(Collectors.joining("\n"));
  }

  private String section(Subtopology subtopology) {
    Set<String> lines = new TreeSet<>();
    for (Node node : subtopology.nodes()) {
      lines.addAll(edges(node));
    }
    return "## Sub-topology %d: %s%n%n```mermaid%nflowchart LR%n%s%n```%n"
        .formatted(
            subtopology.id(),
            titles.get(subtopology.id()),
            lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n")));
  }

  private static Set<String> edges(Node node) {
    Set<String> edges = new TreeSet<>();
    for (Node next : node.successors()) {
      edges.add(node(node) + " --> " + node(next));
    }
    if (node instanceof Source source) {
      source.topicSet().forEach(topic -> edges.add(topic(topic) + " --> " + node(node)));
    } else if (node instanceof Sink sink) {
      edges.add(node(node) + " --> " + topic(sink.topic()));
    } else if (node instanceof Processor processor) {
      processor.stores().forEach(store -> edges.add(node(node) + " --- " + store(store)));
    }
    return edges;
  }

  private static String node(Node node) {
    return "n_" + id(node.name()) + "[" + node.name() + "]";
  }

  private static String topic(String name) {
    return "t_" + id(name) + "([" + name + "])";
  }

  private static String store(String name) {
    return "s_" + id(name) + "[(" + name + ")]";
  }

  private static String id(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
