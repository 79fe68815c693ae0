package dev.spendbreaker.violating.cli;

import kafka.server.KafkaConfig;

record CommandWithABroker(KafkaConfig config) {}
