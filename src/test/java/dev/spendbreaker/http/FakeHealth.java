package dev.spendbreaker.http;

import java.util.List;

/** Health that is told how it is. */
final class FakeHealth implements Health {
  volatile boolean live = true;
  volatile List<String> notReady = List.of();

  @Override
  public boolean live() {
    return live;
  }

  @Override
  public List<String> notReady() {
    return notReady;
  }
}
