package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.budget.SeriesRange;
import dev.spendbreaker.budget.Trigger;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.KillDocuments;
import dev.spendbreaker.document.KillStatus;
import dev.spendbreaker.document.ScopeDocuments;
import dev.spendbreaker.gate.DecisionLog;
import dev.spendbreaker.gate.ScopeHistory;
import dev.spendbreaker.query.Freshness;
import dev.spendbreaker.query.KillQueries;
import dev.spendbreaker.query.NotReadyException;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopePage;
import dev.spendbreaker.query.ScopeReading;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import dev.spendbreaker.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/scopes}: what was spent, and what is decided. A value with the character U+0000 is
 * listed, but cannot be asked for by its key: Jetty takes no {@code %00} in a path.
 */
final class ScopesResource {
  private static final Map<String, Action> ACTIONS =
      Arrays.stream(Action.values()).collect(Collectors.toMap(Action::text, Function.identity()));
  private static final Map<String, ScopeFilter.Sort> SORTS =
      Map.of("key", ScopeFilter.Sort.KEY, "spent", ScopeFilter.Sort.SPENT);

  /** What may stand as it is in a path, but not in a scope key (RFC 3986, §3.3: pchar). */
  private static final Pattern NOT_IN_KEYS = Pattern.compile("[!$&'()*+,;=:@]");

  private static final String HISTORY = "/decisions";
  private static final String SERIES = "/spend";
  private static final Duration DEFAULT_STRETCH = Duration.ofHours(1);

  private final SpendQueries queries;
  private final DecisionLog log;
  private final KillQueries kills;
  private final Dimensions dimensions;
  private final InstantSource clock;

  ScopesResource(
      SpendQueries queries,
      DecisionLog log,
      KillQueries kills,
      Dimensions dimensions,
      InstantSource clock) {
    this.queries = queries;
    this.log = log;
    this.kills = kills;
    this.dimensions = dimensions;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/scopes", Access.READ, this::list),
        new Route("GET", "/v1/scopes/", Access.READ, this::get));
  }

  private CompletableFuture<Answer> list(Call call) {
    Parameters parameters =
        call.parameters(
            "dimension", "agent", "action", "sort", "limit", "cursor", Completeness.STALE);
    ScopePage page = page(filter(parameters), Completeness.freshness(parameters));
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.putArray("scopes").addAll(page.scopes().stream().map(ScopesResource::entry).toList());
    if (page.cursor() != null) {
      document.put("cursor", page.cursor());
    }
    Completeness.putMissing(page.missing(), document);
    Completeness.putStale(page.stale(), document);
    document.put("asOf", clock.instant().toString());
    return Answer.json(200, document).now();
  }

  private ScopeFilter filter(Parameters parameters) {
    ScopeFilter.Sort sort = parameters.choice("sort", SORTS);
    return new ScopeFilter(
        parameters.choices("dimension", dimensions.known()),
        parameters.text("agent"),
        parameters.choice("action", ACTIONS),
        sort == null ? ScopeFilter.Sort.KEY : sort,
        parameters.count("limit", ScopeFilter.DEFAULT_LIMIT, ScopeFilter.MAX_LIMIT),
        parameters.text("cursor"));
  }

  private ScopePage page(ScopeFilter filter, Freshness freshness) {
    try {
      return queries.scopes(filter, freshness);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(
              "the cursor is not one of these scopes",
              "take it from the page before, or leave it out")
          .exception();
    }
  }

  private CompletableFuture<Answer> get(Call call) {
    String rest = call.rawRest();
    if (rest.endsWith(HISTORY) && isKey(without(HISTORY, rest))) {
      return history(call, scope(without(HISTORY, rest)));
    }
    if (rest.endsWith(SERIES) && isKey(without(SERIES, rest))) {
      return series(call, scope(without(SERIES, rest))).now();
    }
    return status(call).now();
  }

  /** A key has an even number of parts, so what follows one cannot be part of it. */
  private static boolean isKey(String raw) {
    return isOnePart(raw) || raw.chars().filter(c -> c == '/').count() % 2 == 1;
  }

  /**
   * Whether a whole key is encoded as one part, as programs do that know a path by its template. No
   * dimension has a slash in its name, so it is nothing else.
   */
  private static boolean isOnePart(String raw) {
    return raw.indexOf('/') < 0 && raw.toUpperCase(Locale.ROOT).contains("%2F");
  }

  private static String without(String ending, String rest) {
    return rest.substring(0, rest.length() - ending.length());
  }

  private CompletableFuture<Answer> history(Call call, Scope scope) {
    int limit =
        call.parameters("limit")
            .count("limit", DecisionsResource.DEFAULT_LIMIT, DecisionsResource.MAX_LIMIT);
    DecisionsResource.requireReady(log);
    return log.ofScope(scope, limit).thenApply(history -> document(scope, history));
  }

  private static Answer document(Scope scope, ScopeHistory history) {
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.set("scope", Json.MAPPER.valueToTree(scope.values()));
    document.put("key", scope.key());
    document.set("decisions", DecisionsResource.array(history.decisions()));
    if (history.cutOff()) {
      document.put("cutOff", true);
    }
    return Answer.json(200, document);
  }

  private Answer series(Call call, Scope scope) {
    Instant now = clock.instant();
    SeriesRange range = range(call.parameters("from", "to", "step"), now);
    List<Usage> spent = queries.spend(scope, range).orElseThrow(() -> notFound(scope).exception());
    return Answer.of(
        200, Answer.JSON, ScopeDocuments.series(scope, range, spent, now.toEpochMilli()));
  }

  private static SeriesRange range(Parameters parameters, Instant now) {
    Instant to = Objects.requireNonNullElse(parameters.instant("to"), now);
    Instant from =
        Objects.requireNonNullElseGet(parameters.instant("from"), () -> to.minus(DEFAULT_STRETCH));
    try {
      return SeriesRange.of(
          from.toEpochMilli(), to.toEpochMilli(), parameters.duration("step"), now.toEpochMilli());
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(
              String.valueOf(e.getMessage()),
              "give from and to as instants, and step as a duration, such as PT5M")
          .exception();
    }
  }

  private Answer status(Call call) {
    Freshness freshness = Completeness.freshness(call.parameters(Completeness.STALE));
    Scope scope = scope(call.rawRest());
    ScopeReading reading =
        queries.scope(scope, freshness).orElseThrow(() -> notFound(scope).exception());
    ObjectNode document = Json.object(document(reading.status()));
    putTimes(reading.status().decision(), document);
    if (reading.stale() != null) {
      Completeness.putStale(List.of(reading.stale()), document);
    }
    return Answer.json(200, document);
  }

  /** How long it took from the spending to the decision, and from there until somebody acted. */
  private void putTimes(@Nullable Decision decision, ObjectNode document) {
    if (decision == null) {
      return;
    }
    Trigger trigger = decision.trigger();
    if (trigger != null) {
      long millis = decision.decidedAtMillis() - trigger.endTimeMillis();
      document.put("spendToDecisionMs", Math.max(0, millis));
    }
    if (decision.action() == Action.KILL) {
      kill(decision.decisionId()).ifPresent(kill -> document.set("acknowledgement", kill));
    }
  }

  /** Nothing while the store of kills is still being read: the scope's status does not wait. */
  private Optional<ObjectNode> kill(String decisionId) {
    try {
      return kills.kill(decisionId).map(ScopesResource::acknowledgement);
    } catch (NotReadyException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode acknowledgement(KillStatus kill) {
    return Json.object(KillDocuments.write(kill))
        .retain("state", "by", "actedAt", "decisionToAckMs");
  }

  private static Scope scope(String rawKey) {
    try {
      return Scope.parse(encodeReserved(isOnePart(rawKey) ? Call.decoded(rawKey) : rawKey));
    } catch (IllegalArgumentException e) {
      throw new Problem(
              400,
              "invalid_scope_key",
              String.valueOf(e.getMessage()),
              "take the key from /v1/scopes; encode every value with percent signs")
          .exception();
    }
  }

  private static String encodeReserved(String rawKey) {
    return NOT_IN_KEYS
        .matcher(rawKey)
        .replaceAll(found -> "%%%02X".formatted((int) found.group().charAt(0)));
  }

  private static Problem notFound(Scope scope) {
    return new Problem(
        404,
        "scope_not_found",
        "nothing is known of scope '" + scope.key() + "'",
        "see /v1/scopes; a scope appears with its first span, and goes when it is long idle");
  }

  private static ObjectNode entry(ScopeStatus status) {
    return Json.object(
        ScopeDocuments.summary(
            status.scope(), status.action(), status.totals(), status.governing()));
  }

  private static byte[] document(ScopeStatus status) {
    return ScopeDocuments.status(
        status.scope(),
        status.action(),
        status.totals(),
        status.policies(),
        status.forecasts(),
        status.decision(),
        status.asOfMillis());
  }
}
