package dev.spendbreaker.cli;

import dev.spendbreaker.config.Settings;
import dev.spendbreaker.runtime.Application;

/**
 * {@code spendbreaker run}'s work: one application until it ends or the process is told to stop.
 */
final class ApplicationProcess implements ApplicationRunner {
  @Override
  public void run(Settings settings) throws Exception {
    try (Parts parts = new Parts()) {
      await(parts.add(Application.start(settings)));
    }
  }

  /**
   * Waits until the application ends.
   *
   * @throws Exception what ended it, unless it was told to stop
   */
  static void await(Application application) throws Exception {
    Throwable failure = application.awaitEnd();
    if (failure instanceof Exception exception) {
      throw exception;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * Waits until the application is ready.
   *
   * @throws Exception what ended it before it was
   */
  static void awaitReady(Application application) throws Exception {
    while (!application.notReady().isEmpty()) {
      if (application.hasEnded()) {
        await(application);
        return;
      }
      Thread.sleep(20);
    }
  }
}
