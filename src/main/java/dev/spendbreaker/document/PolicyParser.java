package dev.spendbreaker.document;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Policy.Grant;
import dev.spendbreaker.budget.Policy.Mode;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.ScopePattern;
import dev.spendbreaker.budget.Window;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one policy. */
final class PolicyParser {
  private static final List<String> FIELDS =
      List.of(
          "version",
          "scope",
          "limit",
          "window",
          "warnAt",
          "onBreach",
          "latch",
          "mode",
          "onUnpriced",
          "countFrom",
          "expiresAt",
          "grants",
          "description",
          "owner",
          "webhook",
          "precedence");
  private static final List<String> LIMITS =
      Arrays.stream(LimitUnit.values()).map(LimitUnit::field).toList();
  private static final List<BigDecimal> DEFAULT_WARN_AT = List.of(new BigDecimal("0.9"));
  private static final BigDecimal MAX_USD = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal MAX_COUNT = BigDecimal.valueOf(1_000_000_000_000_000L);
  private static final int MAX_WARN_LEVELS = 20;
  private static final int WARN_LEVEL_DECIMALS = 6;
  private static final int MAX_GRANTS = 100;
  private static final int MAX_NAME = 1_024;
  private static final int MAX_PROSE = 4_096;

  private final String id;
  private final long revision;

  PolicyParser(String id, long revision) {
    this.id = id;
    this.revision = revision;
  }

  Policy parse(Field document) throws InvalidPolicyException {
    document.object(FIELDS);
    checkVersion(document.required("version", "\"version\": 1"));
    refuse(document, "webhook", "decisions can be read from their topic");
    refuse(document, "precedence", "the strictest of all policies applies");
    Field limit = document.required("limit", "\"limit\": {\"usd\": 25.00}").object(LIMITS);
    LimitUnit unit = unit(limit);
    return new Policy(
        id,
        revision,
        scope(document.required("scope", "\"scope\": {\"agent\": \"*\"}")),
        unit,
        amount(unit, limit.required(unit.field(), "25")),
        window(document.optional("window")),
        warnAt(document.optional("warnAt")),
        action(document.optional("onBreach"), Action.BLOCK, Action.WARN, Action.BLOCK, Action.KILL),
        bool(document.optional("latch")),
        mode(document.optional("mode")),
        action(
            document.optional("onUnpriced"), Action.WARN, Action.ALLOW, Action.WARN, Action.BLOCK),
        instant(document.optional("countFrom")),
        instant(document.optional("expiresAt")),
        grants(document.optional("grants"), unit),
        text(document.optional("description")),
        text(document.optional("owner")));
  }

  private static void checkVersion(Field version) throws InvalidPolicyException {
    if (version.number().compareTo(BigDecimal.ONE) != 0) {
      throw version.invalid("must be 1, not " + version.shown());
    }
  }

  /** A field of the contract that this version does not act on: better refused than ignored. */
  private static void refuse(Field document, String name, String instead)
      throws InvalidPolicyException {
    Field field = document.optional(name);
    if (field != null) {
      throw new InvalidPolicyException(
          Field.NOT_SUPPORTED,
          field.path(),
          "is not supported by this version: leave it out; " + instead);
    }
  }

  private static ScopePattern scope(Field scope) throws InvalidPolicyException {
    scope.object(List.of(Scope.AGENT, Scope.TASK));
    Map<String, String> values = new LinkedHashMap<>();
    values.put(Scope.AGENT, scope.required(Scope.AGENT, "\"agent\": \"*\"").text(MAX_NAME));
    Field task = scope.optional(Scope.TASK);
    if (task != null) {
      values.put(Scope.TASK, task.text(MAX_NAME));
    }
    return ScopePattern.of(values);
  }

  private static LimitUnit unit(Field limit) throws InvalidPolicyException {
    List<String> given = limit.names();
    if (given.size() != 1) {
      throw limit.invalid("must have exactly one of " + String.join(", ", LIMITS));
    }
    return Documents.unit(given.get(0));
  }

  /** In the unit's own terms: nano-USD or a count. */
  private static long amount(LimitUnit unit, Field field) throws InvalidPolicyException {
    BigDecimal amount = field.number();
    int decimals = unit == LimitUnit.USD ? Documents.NANO_DECIMALS : 0;
    BigDecimal max = unit == LimitUnit.USD ? MAX_USD : MAX_COUNT;
    if (amount.signum() < 0 || amount.compareTo(max) >= 0) {
      throw field.invalid(
          "must be 0 or more and less than %s, not %s"
              .formatted(max.toPlainString(), field.shown()));
    }
    if (amount.stripTrailingZeros().scale() > decimals) {
      throw field.invalid(
          decimals == 0
              ? "must be a whole number, not " + field.shown()
              : "must have at most " + decimals + " decimals, not " + field.shown());
    }
    return Documents.amount(unit, amount);
  }

  private static Window window(@Nullable Field window) throws InvalidPolicyException {
    if (window == null) {
      return Window.LIFETIME;
    }
    if (window.isText()) {
      return window.oneOf(List.of(Window.LIFETIME), lifetime -> "lifetime");
    }
    window.object(List.of("rolling", "calendar", "zone", "startsOn"));
    refuse(window, "calendar", "use {\"rolling\": \"P1D\"}, say");
    return rolling(window.required("rolling", "{\"rolling\": \"PT1H\"}"));
  }

  private static Window rolling(Field field) throws InvalidPolicyException {
    try {
      long millis = Duration.parse(field.text(64)).toMillis();
      if (millis < Window.Rolling.MIN_MILLIS || millis > Window.Rolling.MAX_MILLIS) {
        throw field.invalid("must be from 1 minute (PT1M) to 90 days (P90D), not " + field.shown());
      }
      return new Window.Rolling(millis);
    } catch (DateTimeException | ArithmeticException e) {
      throw field.invalid(
          "must be an ISO 8601 duration of days, hours, minutes and seconds, such as PT1H or P7D,"
              + " not "
              + field.shown());
    }
  }

  private static List<BigDecimal> warnAt(@Nullable Field field) throws InvalidPolicyException {
    if (field == null) {
      return DEFAULT_WARN_AT;
    }
    List<BigDecimal> levels = new ArrayList<>();
    for (Field item : field.items(MAX_WARN_LEVELS)) {
      levels.add(warnLevel(item));
    }
    return levels.stream().sorted().distinct().toList();
  }

  private static BigDecimal warnLevel(Field field) throws InvalidPolicyException {
    BigDecimal level = Documents.plain(field.number());
    if (level.signum() <= 0
        || level.compareTo(BigDecimal.ONE) > 0
        || level.scale() > WARN_LEVEL_DECIMALS) {
      throw field.invalid(
          "must be a part of the limit, above 0 and up to 1, with at most "
              + WARN_LEVEL_DECIMALS
              + " decimals, such as 0.9, not "
              + field.shown());
    }
    return level;
  }

  private static Action action(@Nullable Field field, Action absent, Action... allowed)
      throws InvalidPolicyException {
    return field == null ? absent : field.oneOf(List.of(allowed), Action::text);
  }

  private static Mode mode(@Nullable Field field) throws InvalidPolicyException {
    return field == null ? Mode.ENFORCE : field.oneOf(List.of(Mode.values()), Mode::text);
  }

  private static boolean bool(@Nullable Field field) throws InvalidPolicyException {
    return field != null && field.bool();
  }

  private static @Nullable Long instant(@Nullable Field field) throws InvalidPolicyException {
    return field == null ? null : (Long) field.instant();
  }

  private static @Nullable String text(@Nullable Field field) throws InvalidPolicyException {
    return field == null ? null : field.text(MAX_PROSE);
  }

  private static List<Grant> grants(@Nullable Field field, LimitUnit unit)
      throws InvalidPolicyException {
    Map<String, Grant> grants = new LinkedHashMap<>();
    if (field != null) {
      for (Field item : field.items(MAX_GRANTS)) {
        Grant grant = grant(item, unit);
        if (grants.put(grant.id(), grant) != null) {
          throw item.invalid("has the id of another grant: " + Quoted.of(grant.id()));
        }
      }
    }
    return List.copyOf(grants.values());
  }

  private static Grant grant(Field field, LimitUnit unit) throws InvalidPolicyException {
    field.object(List.of("id", "amount", "expiresAt", "reason"));
    return new Grant(
        field.required("id", "\"id\": \"g1\"").text(MAX_NAME),
        amount(unit, field.required("amount", "\"amount\": 10")),
        instant(field.optional("expiresAt")),
        text(field.optional("reason")));
  }
}
