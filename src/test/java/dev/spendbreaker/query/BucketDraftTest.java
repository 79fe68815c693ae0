package dev.spendbreaker.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spendbreaker.budget.BucketView;
import dev.spendbreaker.budget.ChunkVisitor;
import dev.spendbreaker.budget.Ledger;
import dev.spendbreaker.budget.Level;
import dev.spendbreaker.budget.ScopeState;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BucketDraftTest {
  private static final BucketView EMPTY =
      new BucketView() {
        @Override
        public byte @Nullable [] chunk(Level level, long chunkStartMillis) {
          return null;
        }

        @Override
        public void forEachChunk(Level level, long from, long to, ChunkVisitor visitor) {}
      };

  private record Event(long millis, long nanos) {}

  private final List<Event> events = new ArrayList<>();

  /** Spread over five minutes, so that buckets of a second go through several chunks. */
  private void charge(ScopeState state, BucketDraft buckets, Random random, int times) {
    for (int i = 0; i < times; i++) {
      Event event = new Event(600_000 + random.nextInt(300_000), random.nextInt(1, 1_000));
      events.add(event);
      Usage usage = Usage.priced(Tokens.ZERO, event.nanos());
      Ledger.charge(state, buckets, usage, event.millis(), 900_000);
    }
  }

  private long naiveSince(long fromMillis) {
    return events.stream().filter(e -> e.millis() >= fromMillis).mapToLong(Event::nanos).sum();
  }

  @Test
  void shouldCountWhatIsStoredAndWhatIsDraftedAndLeaveTheStoreAlone() {
    for (int seed = 0; seed < 50; seed++) {
      events.clear();
      Random random = new Random(seed);
      ScopeState state = ScopeState.empty();
      BucketDraft stored = new BucketDraft(EMPTY);
      charge(state, stored, random, 200);
      byte[] before = state.encode();
      long from = 600_000 + random.nextInt(300) * 1_000L;
      long beforeSince = naiveSince(from);

      ScopeState copy = ScopeState.decode(before);
      BucketDraft draft = new BucketDraft(stored);
      charge(copy, draft, random, 20);

      assertThat(Ledger.spentSince(copy, draft, Level.SECOND, from).costNanos())
          .as("seed %d", seed)
          .isEqualTo(naiveSince(from));
      ScopeState untouched = ScopeState.decode(before);
      assertThat(Ledger.spentSince(untouched, stored, Level.SECOND, from).costNanos())
          .as("seed %d", seed)
          .isEqualTo(beforeSince);
    }
  }
}
