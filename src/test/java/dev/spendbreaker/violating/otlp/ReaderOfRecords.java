package dev.spendbreaker.violating.otlp;

import org.apache.kafka.common.TopicPartition;

record ReaderOfRecords(TopicPartition partition) {}
