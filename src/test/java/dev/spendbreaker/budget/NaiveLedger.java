package dev.spendbreaker.budget;

import dev.spendbreaker.usage.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The model: keeps every charge of one scope and adds all of them up each time, in {@link
 * BigInteger}. It knows the rules of DESIGN §4 and the documented rounding of a window's left edge,
 * and none of the engine's code but its value types.
 */
final class NaiveLedger {
  record Charged(Usage usage, long eventTime) {}

  /** Charges before {@code known} count from {@code cutoff}, later ones from the instant itself. */
  record Mark(int known, long cutoff) {}

  /** A calendar window as it was first asked for. */
  record Opened(long start, Mark mark) {}

  record Held(long revision, BigDecimal level) {}

  record Standing(
      Policy policy,
      BigInteger spent,
      BigInteger limit,
      Action action,
      @Nullable BigDecimal level,
      String reasonCode) {}

  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** The documented resolutions: a bucket, and how long it is kept. */
  private static final long[][] LEVELS = {
    {SECOND, 5 * MINUTE},
    {5 * SECOND, 20 * MINUTE},
    {20 * SECOND, HOUR},
    {MINUTE, 5 * HOUR},
    {5 * MINUTE, 15 * HOUR},
    {15 * MINUTE, 60 * HOUR},
    {HOUR, 32 * DAY},
    {12 * HOUR, 60 * DAY},
    {DAY, 400 * DAY}
  };

  private final Scope scope;
  private final List<Charged> charges = new ArrayList<>();
  private final Map<String, Policy> policies = new TreeMap<>();
  private final Map<Long, Mark> marks = new HashMap<>();
  private final Map<Window, Opened> opened = new HashMap<>();
  private final Map<String, Long> latches = new HashMap<>();
  private final Map<String, Held> held = new HashMap<>();

  NaiveLedger(Scope scope) {
    this.scope = scope;
  }

  void charge(Usage usage, long eventTime) {
    charges.add(new Charged(usage, eventTime));
  }

  void put(Policy policy) {
    policies.put(policy.id(), policy);
  }

  void remove(String id) {
    policies.remove(id);
  }

  BigInteger total(LimitUnit unit) {
    return charges.stream()
        .map(charge -> of(unit, charge.usage()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** What an evaluation remembers. */
  void evaluatedAt(long now) {
    List<Policy> wanted = candidates();
    marks.keySet().removeIf(c -> wanted.stream().noneMatch(p -> c.equals(p.countFromMillis())));
    latches.keySet().removeIf(id -> wanted.stream().noneMatch(p -> p.id().equals(id)));
    held.keySet().removeIf(id -> wanted.stream().noneMatch(p -> p.id().equals(id)));
    opened.keySet().removeIf(w -> wanted.stream().noneMatch(p -> w.equals(p.window())));
    for (Policy policy : inForce(now)) {
      Long from = policy.countFromMillis();
      if (policy.window() instanceof CalendarWindow calendar) {
        long start = NaiveCalendar.start(calendar, now);
        opened.computeIfAbsent(
            calendar, w -> new Opened(start, new Mark(charges.size(), cutoff(start, now))));
      }
      if (from != null && from > edge(policy, now)) {
        marks.putIfAbsent(from, new Mark(charges.size(), cutoff(from, now)));
      }
      if (policy.latch() && isBreached(policy, now)) {
        latches.put(policy.id(), policy.revision());
      }
      BigDecimal level = level(policy, now);
      if (level == null) {
        held.remove(policy.id());
      } else {
        held.put(policy.id(), new Held(policy.revision(), level));
      }
    }
  }

  /** The highest warn level that is reached, or was and is not fallen 5 % below. */
  private @Nullable BigDecimal level(Policy policy, long now) {
    BigDecimal spent = new BigDecimal(spent(policy.unit(), policy, now));
    BigDecimal limit = new BigDecimal(limit(policy, now));
    Held before = held.get(policy.id());
    BigDecimal level = null;
    for (BigDecimal candidate : policy.warnAt()) {
      boolean isHeld =
          before != null
              && before.revision() == policy.revision()
              && candidate.compareTo(before.level()) <= 0;
      BigDecimal amount = candidate.multiply(limit);
      if (spent.compareTo(isHeld ? amount.multiply(new BigDecimal("0.95")) : amount) >= 0) {
        level = candidate;
      }
    }
    return level;
  }

  List<Standing> standings(long now) {
    return inForce(now).stream().map(policy -> standing(policy, now)).toList();
  }

  private boolean isBreached(Policy policy, long now) {
    BigInteger limit = limit(policy, now);
    return limit.signum() == 0 || spent(policy.unit(), policy, now).compareTo(limit) >= 0;
  }

  private Standing standing(Policy policy, long now) {
    BigInteger spent = spent(policy.unit(), policy, now);
    BigInteger limit = limit(policy, now);
    Long latched = latches.get(policy.id());
    Action action = Action.ALLOW;
    BigDecimal level = null;
    String code = "within_limit";
    if (isBreached(policy, now)) {
      action = policy.onBreach();
      code = "limit_reached";
    } else if (policy.latch() && latched != null && latched == policy.revision()) {
      action = policy.onBreach();
      code = "latched";
    } else {
      level = level(policy, now);
      if (level != null) {
        action = Action.WARN;
        code = "warn_level";
      }
    }
    boolean unpriced = unpricedCalls(policy, now).signum() > 0;
    if (policy.unit() == LimitUnit.USD && unpriced && policy.onUnpriced().compareTo(action) > 0) {
      action = policy.onUnpriced();
      code = "unpriced_usage";
    }
    return new Standing(policy, spent, limit, action, level, code);
  }

  private BigInteger limit(Policy policy, long now) {
    BigInteger limit = BigInteger.valueOf(policy.limit());
    for (Policy.Grant grant : policy.grants()) {
      if (grant.expiresAtMillis() == null || grant.expiresAtMillis() > now) {
        limit = limit.add(BigInteger.valueOf(grant.amount()));
      }
    }
    return limit;
  }

  private BigInteger spent(LimitUnit unit, Policy policy, long now) {
    BigInteger sum = BigInteger.ZERO;
    for (Charged charge : counted(policy, now)) {
      sum = sum.add(of(unit, charge.usage()));
    }
    return sum;
  }

  private BigInteger unpricedCalls(Policy policy, long now) {
    return BigInteger.valueOf(
        counted(policy, now).stream().mapToLong(charge -> charge.usage().unpricedCalls()).sum());
  }

  private List<Charged> counted(Policy policy, long now) {
    long edge = edge(policy, now);
    Long countFrom = policy.countFromMillis();
    List<Charged> counted = new ArrayList<>();
    for (int i = 0; i < charges.size(); i++) {
      long from =
          countFrom == null || countFrom <= edge
              ? from(policy.window(), edge, i)
              : from(countFrom, i);
      if (charges.get(i).eventTime() >= from) {
        counted.add(charges.get(i));
      }
    }
    return counted;
  }

  /** A calendar window that was open when it was first asked for counts from a bucket's start. */
  private long from(Window window, long edge, int charge) {
    Opened first = opened.get(window);
    return first != null && first.start() == edge && charge < first.mark().known()
        ? first.mark().cutoff()
        : edge;
  }

  private long from(long countFrom, int charge) {
    Mark mark = marks.get(countFrom);
    return mark != null && charge < mark.known() ? mark.cutoff() : countFrom;
  }

  private static long edge(Policy policy, long now) {
    if (policy.window() instanceof CalendarWindow calendar) {
      return NaiveCalendar.start(calendar, now);
    }
    return policy.window() instanceof Window.Rolling rolling
        ? floor(now - rolling.millis(), bucket(rolling.millis()))
        : Long.MIN_VALUE;
  }

  /** DESIGN §4: at most a sixtieth of the window early. */
  private static long bucket(long window) {
    for (int i = LEVELS.length - 1; i > 0; i--) {
      if (LEVELS[i][0] * 60 <= window) {
        return LEVELS[i][0];
      }
    }
    return SECOND;
  }

  /** The finest bucket still kept that an instant lies in. */
  private static long cutoff(long instant, long now) {
    for (long[] level : LEVELS) {
      if (floor(instant, level[0]) >= floor(now - level[1], level[0])) {
        return floor(instant, level[0]);
      }
    }
    return Long.MIN_VALUE;
  }

  private static long floor(long instant, long unit) {
    return Math.floorDiv(instant, unit) * unit;
  }

  private List<Policy> inForce(long now) {
    return mostSpecific(
        policies.values().stream()
            .filter(p -> p.expiresAtMillis() == null || p.expiresAtMillis() > now)
            .toList());
  }

  /** All that may govern now or when others expire. */
  private List<Policy> candidates() {
    List<Policy> rest = new ArrayList<>(policies.values());
    List<Policy> found = new ArrayList<>();
    for (List<Policy> next = mostSpecific(rest); !next.isEmpty(); next = mostSpecific(rest)) {
      found.addAll(next);
      rest.removeAll(next);
      if (next.stream().anyMatch(p -> p.expiresAtMillis() == null)) {
        break;
      }
    }
    return found;
  }

  private List<Policy> mostSpecific(List<Policy> from) {
    List<Policy> matching = from.stream().filter(p -> p.scope().matches(scope)).toList();
    return matching.stream()
        .map(NaiveLedger::specificity)
        .min(Comparator.naturalOrder())
        .map(best -> matching.stream().filter(p -> specificity(p).equals(best)).toList())
        .orElse(List.of());
  }

  private static String specificity(Policy policy) {
    StringBuilder order = new StringBuilder();
    policy.scope().values().values().forEach(value -> order.append(value.equals("*") ? 'b' : 'a'));
    return order.toString();
  }

  private static BigInteger of(LimitUnit unit, Usage usage) {
    BigInteger input = BigInteger.valueOf(usage.inputTokens());
    BigInteger output = BigInteger.valueOf(usage.outputTokens());
    return switch (unit) {
      case USD -> BigInteger.valueOf(usage.costNanos());
      case TOKENS -> input.add(output);
      case INPUT_TOKENS -> input;
      case OUTPUT_TOKENS -> output;
      case CALLS -> BigInteger.valueOf(usage.calls());
      case TOOL_CALLS -> BigInteger.valueOf(usage.toolCalls());
    };
  }
}
