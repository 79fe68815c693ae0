package dev.spendbreaker.violating.trace;

import org.slf4j.LoggerFactory;

class PureWithLoggerAndClock {
  void charge() {
    LoggerFactory.getLogger("trace").info("charged at {}", System.currentTimeMillis());
  }
}
