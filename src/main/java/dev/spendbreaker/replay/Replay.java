package dev.spendbreaker.replay;

import dev.spendbreaker.budget.AccountBook;
import dev.spendbreaker.budget.FedShapes;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicySet;
import dev.spendbreaker.budget.Posting;
import dev.spendbreaker.budget.Postings;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.Shape;
import dev.spendbreaker.pricing.Pricer;
import dev.spendbreaker.trace.MessageReader;
import dev.spendbreaker.trace.TraceBatch;
import dev.spendbreaker.trace.TraceUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settles the messages of the past and holds them against policies, on a clock that the messages
 * turn: each is dealt with at the instant it arrived, and what time alone brings about (resets,
 * expiries, scopes forgotten) happens at its instant in between. Not thread-safe.
 *
 * <p>The policies are in force from an instant on, all at once. What was spent before counts in
 * their windows, and feeds the ledgers of their shapes.
 */
public final class Replay {
  private static final int MAX_REJECTS = 20;

  private final MessageReader reader;
  private final Pricer prices;
  private final List<Policy> policies;
  private final @Nullable Long fromMillis;
  private final RememberedTraces traces;
  private final RememberedAccounts accounts = new RememberedAccounts();
  private final FedShapes shapes = new FedShapes();
  private final PolicySet inForce = new PolicySet();
  private final Findings findings = new Findings();
  private final AccountBook book;

  private long now;
  private @Nullable Long begunMillis;

  private long messages;
  private long spans;
  private long duplicates;
  private long unremembered;
  private long rejected;
  private final List<Rejected> rejects = new ArrayList<>();

  /**
   * A replay that has not begun.
   *
   * @param prices of calls that report no cost
   * @param fromMillis when the policies come into force, milliseconds since the epoch; null for
   *     when the first message arrived
   */
  public Replay(
      ReplaySettings settings, Pricer prices, List<Policy> policies, @Nullable Long fromMillis) {
    this.reader = new MessageReader(settings.usage());
    this.prices = prices;
    this.policies = List.copyOf(policies);
    this.fromMillis = fromMillis;
    traces = new RememberedTraces(settings.traceRetention(), settings.maxSpansPerTrace());
    book = new AccountBook(accounts, inForce, settings.scopeRetention(), findings);
    policies.forEach(policy -> shapes.add(Shape.of(policy.scope())));
  }

  /** Takes the next message. One that arrived before the last one counts as arrived with it. */
  public void take(Message message) {
    moveTo(message.arrivedMillis());
    String complaint = reader.read(message.bytes(), message.contentType());
    messages++;
    reader.batches().forEach(this::settle);
    if (complaint != null) {
      reject(message.place(), complaint);
    }
  }

  private void reject(String place, String reason) {
    rejected++;
    if (rejects.size() < MAX_REJECTS) {
      rejects.add(new Rejected(place, reason));
    }
  }

  private void settle(TraceBatch batch) {
    TraceUpdate update = traces.add(batch, prices, now);
    spans += batch.spans().size();
    duplicates += update.duplicates();
    unremembered += update.unremembered();
    if (begunMillis != null) {
      findings.spent(update.charges());
    }
    for (Posting posting : Postings.of(update.charges(), shapes)) {
      book.charge(posting.shapes(), posting.charges(), batch.traceId(), now);
    }
  }

  private void moveTo(long millis) {
    long start = fromMillis == null ? millis : fromMillis;
    if (begunMillis == null && millis >= start) {
      passTimeUntil(start);
      begin();
    }
    passTimeUntil(millis);
    traces.forgetExpired(now);
  }

  /** What is due at the instant itself comes before what arrives at it. */
  private void passTimeUntil(long millis) {
    for (RememberedAccounts.Timer timer = accounts.takeDue(millis);
        timer != null;
        timer = accounts.takeDue(millis)) {
      now = Math.max(now, timer.dueMillis());
      book.reviewDue(Scope.parse(timer.scopeKey()), now);
    }
    now = Math.max(now, millis);
  }

  private void begin() {
    begunMillis = now;
    policies.forEach(inForce::put);
    Set<Scope> governed = new TreeSet<>();
    for (Policy policy : policies) {
      if (policy.scope().isExact()) {
        governed.add(policy.scope().exactScope());
      }
    }
    for (String key : accounts.scopeKeys()) {
      Scope scope = Scope.parse(key);
      if (!inForce.governing(scope).isEmpty()) {
        governed.add(scope);
      }
    }
    governed.forEach(scope -> book.review(scope, now));
  }

  /** Lets time pass to the end, after the last message; nothing may be taken afterwards. */
  public Outcome end(long toMillis) {
    moveTo(toMillis);
    Intake intake =
        new Intake(messages, spans, duplicates, unremembered, rejected, List.copyOf(rejects));
    long from = begunMillis == null ? now : begunMillis;
    return new Outcome(
        from, now, intake, findings.spent(), findings.refused(), findings.end(accounts));
  }
}
