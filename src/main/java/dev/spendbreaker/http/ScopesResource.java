package dev.spendbreaker.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Scope;
import dev.spendbreaker.document.Dimensions;
import dev.spendbreaker.document.ScopeDocuments;
import dev.spendbreaker.query.ScopeFilter;
import dev.spendbreaker.query.ScopePage;
import dev.spendbreaker.query.ScopeStatus;
import dev.spendbreaker.query.SpendQueries;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  private final SpendQueries queries;
  private final Dimensions dimensions;
  private final InstantSource clock;

  ScopesResource(SpendQueries queries, Dimensions dimensions, InstantSource clock) {
    this.queries = queries;
    this.dimensions = dimensions;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/scopes", this::list), new Route("GET", "/v1/scopes/", this::get));
  }

  private CompletableFuture<Answer> list(Call call) {
    ScopePage page = page(filter(call));
    ObjectNode document = Json.MAPPER.createObjectNode();
    document.putArray("scopes").addAll(page.scopes().stream().map(ScopesResource::entry).toList());
    if (page.cursor() != null) {
      document.put("cursor", page.cursor());
    }
    if (!page.missingPartitions().isEmpty()) {
      document.set("missingPartitions", Json.MAPPER.valueToTree(page.missingPartitions()));
    }
    document.put("asOf", clock.instant().toString());
    return Answer.json(200, document).now();
  }

  private ScopeFilter filter(Call call) {
    Parameters parameters =
        call.parameters("dimension", "agent", "action", "sort", "limit", "cursor");
    ScopeFilter.Sort sort = parameters.choice("sort", SORTS);
    return new ScopeFilter(
        parameters.choices("dimension", dimensions.known()),
        parameters.text("agent"),
        parameters.choice("action", ACTIONS),
        sort == null ? ScopeFilter.Sort.KEY : sort,
        parameters.count("limit", ScopeFilter.DEFAULT_LIMIT, ScopeFilter.MAX_LIMIT),
        parameters.text("cursor"));
  }

  private ScopePage page(ScopeFilter filter) {
    try {
      return queries.scopes(filter);
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(
              "the cursor is not one of these scopes",
              "take it from the page before, or leave it out")
          .exception();
    }
  }

  private CompletableFuture<Answer> get(Call call) {
    call.parameters();
    Scope scope = scope(call.rawRest());
    ScopeStatus status = queries.scope(scope).orElseThrow(() -> notFound(scope).exception());
    return Answer.of(200, Answer.JSON, document(status)).now();
  }

  private static Scope scope(String rawKey) {
    try {
      return Scope.parse(encodeReserved(rawKey));
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
        status.decision(),
        status.asOfMillis());
  }
}
