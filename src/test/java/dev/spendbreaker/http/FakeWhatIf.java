package dev.spendbreaker.http;

import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.replay.Intake;
import dev.spendbreaker.replay.Preview;
import dev.spendbreaker.replay.ReplayException;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Tells what it is told to, after it has read one record. */
final class FakeWhatIf implements WhatIf {
  volatile Preview preview = preview(List.of());
  volatile @Nullable ReplayException failure;

  /** Goes on reading for as long as somebody waits. */
  volatile boolean endless;

  volatile @Nullable Policy asked;
  volatile List<Policy> askedInForce = List.of();
  volatile @Nullable Duration askedOver;
  final CountDownLatch abandoned = new CountDownLatch(1);

  static Preview preview(List<Preview.Difference> scopes) {
    Usage spent = Usage.priced(new Tokens(10, 5, 0, 0, 0), 1_500_000_000);
    return new Preview(
        0,
        60_000,
        true,
        null,
        true,
        new Intake(3, 4, 0, 0, 0, List.of()),
        spent,
        Usage.ZERO,
        scopes,
        2,
        List.of("A note."));
  }

  @Override
  public Preview preview(Policy policy, List<Policy> inForce, Duration over, Watcher watcher)
      throws ReplayException {
    asked = policy;
    askedInForce = inForce;
    askedOver = over;
    boolean awaited = watcher.at(1, 3, 30_000);
    while (endless && awaited) {
      awaited = watcher.at(1, 3, 30_000);
      Thread.onSpinWait();
    }
    if (!awaited) {
      abandoned.countDown();
    }
    ReplayException failed = failure;
    if (failed != null) {
      throw failed;
    }
    return preview;
  }
}
