package dev.spendbreaker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.webhook.Queues.Lane;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueuesTest {
  private final Queues queues = new Queues(2);

  @Test
  void shouldHaveOneDeliveryOfALaneUnderWayInTheirOrder() {
    queues.add("scope", "p1", "first", 10);
    queues.add("scope", "p1", "second", 10);

    Lane lane = only(queues.takeDue(10));
    assertThat(lane.first()).isEqualTo("first");
    assertThat(queues.takeDue(10)).isEmpty();

    queues.finish(lane);
    assertThat(only(queues.takeDue(10)).first()).isEqualTo("second");
  }

  @Test
  void shouldLetALaneWaitForItsFirstDelivery() {
    queues.add("scope", "p1", "first", 10);
    queues.add("scope", "p1", "second", 10);
    queues.retry(only(queues.takeDue(10)), 500);

    assertThat(queues.takeDue(499)).isEmpty();
    assertThat(only(queues.takeDue(500)).first()).isEqualTo("first");
  }

  @Test
  void shouldGiveEachTargetItsOwnPlaces() {
    for (int i = 0; i < 5; i++) {
      queues.add("slow" + i, "p1", "d" + i, 10);
    }
    queues.add("scope", "p2", "other", 10);

    assertThat(queues.takeDue(10))
        .extracting(lane -> lane.target)
        .containsOnlyOnce("p2")
        .hasSize(3);
  }

  @Test
  void shouldTakeTheLaneThatHasWaitedLongest() {
    queues.add("a", "p1", "late", 30);
    queues.add("b", "p1", "early", 10);
    queues.add("c", "p1", "middle", 20);

    assertThat(queues.takeDue(40)).extracting(Lane::first).containsExactly("early", "middle");
  }

  @Test
  void shouldBeginNothingWhileATargetIsPaused() {
    queues.add("a", "p1", "da", 10);
    queues.add("b", "p1", "db", 10);
    List<Lane> under = queues.takeDue(10);
    queues.retry(under.get(0), 20);
    queues.pause("p1", 100);

    assertThat(queues.takeDue(99)).isEmpty();
    assertThat(queues.takeDue(100)).hasSize(1);
  }

  @Test
  void shouldTryAtOnceWhatWaitsForAWebhookThatHasChanged() {
    queues.add("a", "p1", "da", 10);
    queues.retry(only(queues.takeDue(10)), 1_000_000);
    queues.pause("p1", 1_000_000);

    queues.hurry("p1", 50);
    queues.hurry("nobody", 50);

    assertThat(only(queues.takeDue(50)).first()).isEqualTo("da");
  }

  private static Lane only(List<Lane> lanes) {
    assertThat(lanes).hasSize(1);
    return lanes.get(0);
  }
}
