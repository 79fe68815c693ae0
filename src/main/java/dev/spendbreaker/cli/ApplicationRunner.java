package dev.spendbreaker.cli;

import dev.spendbreaker.config.Settings;

/** Runs the application until it is told to stop. */
@FunctionalInterface
public interface ApplicationRunner {
  /** Returns when the application has stopped in good order; throws where it has not. */
  void run(Settings settings) throws Exception;
}
