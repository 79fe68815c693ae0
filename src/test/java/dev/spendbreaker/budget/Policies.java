package dev.spendbreaker.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds policies: by default 5 USD in total for every agent, warn at 0.9, block. */
public final class Policies {
  private final String id;
  private long revision = 1;
  private ScopePattern scope = ScopePattern.of(Map.of(Scope.AGENT, ScopePattern.ANY));
  private LimitUnit unit = LimitUnit.USD;
  private long limit = nanos("5");
  private Window window = Window.LIFETIME;
  private List<BigDecimal> warnAt = List.of(new BigDecimal("0.9"));
  private Action onBreach = Action.BLOCK;
  private boolean latch;
  private Policy.Mode mode = Policy.Mode.ENFORCE;
  private Policy.Precedence precedence = Policy.Precedence.NORMAL;
  private Action onUnpriced = Action.WARN;
  private @Nullable Long countFrom;
  private @Nullable Long expiresAt;
  private final List<Policy.Grant> grants = new ArrayList<>();
  private @Nullable String description;
  private @Nullable String owner;
  private @Nullable Webhook webhook;

  private Policies(String id) {
    this.id = id;
  }

  public static Policies policy(String id) {
    return new Policies(id);
  }

  /** US dollars as nano-USD. */
  public static long nanos(String usd) {
    return new BigDecimal(usd).movePointRight(9).longValueExact();
  }

  public Policies revision(long value) {
    revision = value;
    return this;
  }

  public Policies agent(String agent) {
    scope = ScopePattern.of(Map.of(Scope.AGENT, agent));
    return this;
  }

  public Policies task(String agent, String task) {
    scope = ScopePattern.of(Map.of(Scope.AGENT, agent, Scope.TASK, task));
    return this;
  }

  public Policies usd(String amount) {
    return limit(LimitUnit.USD, nanos(amount));
  }

  public Policies limit(LimitUnit newUnit, long amount) {
    unit = newUnit;
    limit = amount;
    return this;
  }

  public Policies rolling(Duration length) {
    window = new Window.Rolling(length.toMillis());
    return this;
  }

  public Policies warnAt(String... levels) {
    warnAt = List.of(levels).stream().map(BigDecimal::new).toList();
    return this;
  }

  public Policies onBreach(Action action) {
    onBreach = action;
    return this;
  }

  public Policies latch() {
    latch = true;
    return this;
  }

  public Policies shadow() {
    mode = Policy.Mode.SHADOW;
    return this;
  }

  public Policies override() {
    precedence = Policy.Precedence.OVERRIDE;
    return this;
  }

  public Policies calendar(CalendarWindow.Unit unit, String zone, int startsOn) {
    window = new CalendarWindow(unit, ZoneId.of(zone), startsOn);
    return this;
  }

  public Policies onUnpriced(Action action) {
    onUnpriced = action;
    return this;
  }

  public Policies countFrom(long millis) {
    countFrom = millis;
    return this;
  }

  public Policies expiresAt(long millis) {
    expiresAt = millis;
    return this;
  }

  public Policies grant(String grantId, long amount, @Nullable Long grantExpiresAt) {
    grants.add(new Policy.Grant(grantId, amount, grantExpiresAt, "reason of " + grantId));
    return this;
  }

  public Policies describedAs(String text, String ownedBy) {
    description = text;
    owner = ownedBy;
    return this;
  }

  public Policies webhook(Webhook told) {
    webhook = told;
    return this;
  }

  public Policy build() {
    return new Policy(
        id,
        revision,
        scope,
        unit,
        limit,
        window,
        warnAt,
        onBreach,
        latch,
        mode,
        precedence,
        onUnpriced,
        countFrom,
        expiresAt,
        List.copyOf(grants),
        description,
        owner,
        webhook);
  }
}
