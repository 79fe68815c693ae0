package dev.spendbreaker.webhook;

import static dev.spendbreaker.testing.DecisionBuilder.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.bytes.CorruptBytesException;
import dev.spendbreaker.document.DeliveryDocuments;
import dev.spendbreaker.document.NotificationDocuments;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookCodecsTest {
  private static final String DOCUMENT =
      NotificationDocuments.plain(decision(Scope.task("a", "run/42"), Action.KILL).build());
  private static final RetrySchedule NEVER = new RetrySchedule(List.of());

  @Test
  void shouldReadBackWhatItWroteOfADelivery() {
    Delivery fresh = Delivery.of("p1", DOCUMENT, 1_000);
    Delivery answered =
        fresh.after(Outcome.answered(503, 7_000L).at("https://hooks.example.com"), NEVER, 2_000, 0);
    Delivery failed = fresh.after(Outcome.failed("no answer within 10 s"), NEVER, 2_000, 0);

    for (Delivery delivery : List.of(fresh, answered, failed, fresh.dead("gone"))) {
      assertThat(DeliveryCodec.decode(DeliveryCodec.encode(delivery))).isEqualTo(delivery);
      assertThat(DeliveryDocuments.read(DeliveryDocuments.write(delivery.status())))
          .isEqualTo(delivery.status());
    }
  }

  @Test
  void shouldReadBackWhatItWroteOfAnEvent() {
    List<Event> events =
        List.of(
            new Event.Decided(DOCUMENT),
            new Event.Forgotten(),
            new Event.PolicyChanged("p1", 7, null),
            new Event.ResendRequested("018f-1"));

    for (Event event : events) {
      assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
    }
  }

  @Test
  void shouldRefuseOtherFormats() {
    assertThatThrownBy(() -> DeliveryCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class);
    assertThatThrownBy(() -> EventCodec.decode(new byte[] {9}))
        .isInstanceOf(CorruptBytesException.class);
    assertThatThrownBy(() -> EventCodec.decode(new byte[] {1, 9}))
        .isInstanceOf(CorruptBytesException.class);
  }

  @Test
  void shouldSortDeliveriesByTheTimeOfTheirDecision() {
    String early = Delivery.id(decision(Scope.agent("z"), Action.KILL).sequence(9).build(), "p");
    String late = Delivery.id(decision(Scope.agent("a"), Action.KILL).sequence(300).build(), "p");

    assertThat(early).isLessThan(late);
  }
}
