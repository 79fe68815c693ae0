package dev.spendbreaker.violating.topology;

import dev.spendbreaker.violating.broker.Node;
import dev.spendbreaker.violating.query.Answers;

public record Stores(Answers answers, Node node) {}
