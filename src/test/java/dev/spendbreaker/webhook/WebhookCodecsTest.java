package dev.spendbreaker.webhook;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.document.Ack;
import dev.spendbreaker.document.DeliveryDocuments;
import dev.spendbreaker.document.DeliveryStatus.Told;
import dev.spendbreaker.document.KillDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.NotificationDocuments;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WebhookCodecsTest {
  private static final Decision KILL = decision(Scope.task("a", "run/42"), Action.KILL).build();
  private static final String DOCUMENT = NotificationDocuments.plain(Told.DECISION, KILL);
  private static final Ack ACK = new Ack("3c90a4f5-6c3c-3b0e-8a37-b4a1bbd3f2d1", "gw-1", 2_000L);
  private static final RetrySchedule NEVER = new RetrySchedule(List.of());

  @Test
  void shouldReadBackWhatItWroteOfADelivery() {
    Delivery fresh = Delivery.of("p1", DOCUMENT, Told.DECISION, 1_000);
    Delivery second = Delivery.of("p1", DOCUMENT, Told.KILL_UNACKNOWLEDGED, 1_000);
    Delivery answered =
        fresh.after(Outcome.answered(503, 7_000L).at("https://hooks.example.com"), NEVER, 2_000, 0);
    Delivery failed = fresh.after(Outcome.failed("no answer within 10 s"), NEVER, 2_000, 0);

    for (Delivery delivery : List.of(fresh, second, answered, failed, fresh.dead("gone"))) {
      assertThat(DeliveryCodec.decode(DeliveryCodec.encode(delivery))).isEqualTo(delivery);
      assertThat(DeliveryDocuments.read(DeliveryDocuments.write(delivery.status())))
          .isEqualTo(delivery.status());
    }
  }

  @Test
  void shouldReadBackWhatItWroteOfAnEvent() {
    List<Event> events =
        List.of(
            new Event.Decided(KILL),
            new Event.Forgotten(),
            new Event.PolicyChanged("p1", 7, null),
            new Event.Acknowledged(ACK),
            new Event.ResendRequested("018f-1"));

    for (Event event : events) {
      assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
    }
  }

  @Test
  void shouldReadBackWhatItWroteOfAKill() {
    Kill awaited = Kill.awaited(DOCUMENT, 1_000);
    Ack silent = new Ack(ACK.decisionId(), null, -5L);
    List<Kill> kills =
        List.of(
            awaited,
            awaited.as(KillStatus.State.OVERDUE),
            awaited.as(KillStatus.State.SUPERSEDED),
            awaited.acknowledged(silent),
            Kill.early(ACK, 1_000),
            Kill.early(ACK, 1_000).decided(DOCUMENT));

    for (Kill kill : kills) {
      assertThat(Kill.decode(kill.encode())).isEqualTo(kill);
    }
    KillStatus status = Objects.requireNonNull(awaited.acknowledged(ACK).status());
    assertThat(KillDocuments.read(KillDocuments.write(status))).isEqualTo(status);
    assertThat(Kill.early(ACK, 1_000).status()).isNull();
  }

  @Test
  void shouldRefuseOtherFormats() {
    assertThatThrownBy(() -> Kill.decode(new byte[] {9})).isInstanceOf(CorruptBytesException.class);
    assertThatThrownBy(() -> DeliveryCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class);
    assertThatThrownBy(() -> EventCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class);
    assertThatThrownBy(() -> EventCodec.decode(new byte[] {2, 9}))
        .isInstanceOf(CorruptBytesException.class);
  }

  @Test
  void shouldSortDeliveriesByTheTimeOfTheirDecision() {
    String early =
        Delivery.id(
            decision(Scope.agent("z"), Action.KILL).sequence(9).build(), Told.DECISION, "p");
    String late =
        Delivery.id(
            decision(Scope.agent("a"), Action.KILL).sequence(300).build(), Told.DECISION, "p");

    assertThat(early).isLessThan(late);
  }
}
