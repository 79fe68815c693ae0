package dev.spendbreaker.http;

import dev.spendbreaker.document.DeliveryStatus;
import dev.spendbreaker.query.DeliveryQueries;
import dev.spendbreaker.query.NotReadyException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Deliveries in memory; remembers which were asked for again. */
final class FakeDeliveries implements DeliveryQueries, DeliveryResender {
  final NavigableMap<String, DeliveryStatus> byId = new ConcurrentSkipListMap<>();
  final List<String> resent = new CopyOnWriteArrayList<>();

  volatile boolean ready = true;

  void add(DeliveryStatus delivery) {
    byId.put(delivery.id(), delivery);
  }

  @Override
  public List<DeliveryStatus> deliveries(
      Predicate<DeliveryStatus> wanted, @Nullable String before, int limit) {
    requireReady();
    NavigableMap<String, DeliveryStatus> some = before == null ? byId : byId.headMap(before, false);
    return some.descendingMap().values().stream().filter(wanted).limit(limit).toList();
  }

  @Override
  public Optional<DeliveryStatus> delivery(String id) {
    requireReady();
    return Optional.ofNullable(byId.get(id));
  }

  private void requireReady() {
    if (!ready) {
      throw new NotReadyException("the stores are being restored");
    }
  }

  @Override
  public CompletableFuture<Void> resend(DeliveryStatus delivery) {
    resent.add(delivery.id());
    return CompletableFuture.completedFuture(null);
  }
}
