package dev.spendbreaker.webhook;

import java.util.function.Consumer;

/** Carries notifications out. No method waits. */
interface Sender {
  /** An attempt under way. */
  interface Flight {
    /** Gives up waiting; the message may have arrived. */
    void abort();
  }

  /**
   * Begins an attempt.
   *
   * @param done is told once what came of it, on a thread of the sender, always
   */
  Flight send(Notification notification, Consumer<Outcome> done);
}
