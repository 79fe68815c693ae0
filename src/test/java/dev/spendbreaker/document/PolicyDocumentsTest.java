package dev.spendbreaker.document;

import static dev.spendbreaker.budget.Policies.nanos;
import static dev.spendbreaker.budget.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policies;
import dev.spendbreaker.budget.Policy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDocumentsTest {
  private static final String HEAD = "'version':1,'scope':{'agent':'a'},";
  private static final String LEAST = HEAD + "'limit':{'usd':5}";
  private static final Dimensions DIMENSIONS =
      Dimensions.with(List.of("team", "tenant", "user", "cost-center"));
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  /** A document, the path and the code of its error; and whether the schema refuses it too. */
  record Bad(String json, String path, String code, boolean schemaToo) {}

  private static String webhook(String json) {
    return "{" + LEAST + ",'webhook':" + json + "}";
  }

  static List<Bad> bad() {
    return List.of(
        both("{}", "$.version", "missing_field"),
        both("{'version':1,'limit':{'usd':5}}", "$.scope", "missing_field"),
        both("{'version':1,'scope':{'agent':'a'}}", "$.limit", "missing_field"),
        both("{'scope':{'agent':'a'},'limit':{'usd':5}}", "$.version", "missing_field"),
        both("{" + LEAST.replace("1,", "2,") + "}", "$.version", "invalid_value"),
        both("{" + LEAST.replace("1,", "'1',") + "}", "$.version", "wrong_type"),
        both("[]", "$", "wrong_type"),
        both("5", "$", "wrong_type"),
        both("null", "$", "wrong_type"),
        both("{" + LEAST + ",'limt':1}", "$.limt", "unknown_field"),
        both("{" + LEAST + ",'a b':1}", "$['a b']", "unknown_field"),
        both(webhook("{}"), "$.webhook.url", "missing_field"),
        both(webhook("'https://x'"), "$.webhook", "wrong_type"),
        both(webhook("{'url':'ftp://x/'}"), "$.webhook.url", "invalid_value"),
        both(webhook("{'url':'https://user:pass@x/'}"), "$.webhook.url", "invalid_value"),
        both(webhook("{'url':'https://x/#part'}"), "$.webhook.url", "invalid_value"),
        both(webhook("{'url':'https://x/ y'}"), "$.webhook.url", "invalid_value"),
        both(webhook("{'url':'env:'}"), "$.webhook.url", "invalid_value"),
        both(
            webhook("{'url':'https://x','secret':'whsec_MfKQ'}"),
            "$.webhook.secret",
            "literal_secret"),
        both(webhook("{'url':'https://x','format':'teams'}"), "$.webhook.format", "invalid_value"),
        both(
            webhook("{'url':'https://x','format':'pagerduty'}"),
            "$.webhook.secret",
            "missing_field"),
        both(webhook("{'url':'https://x','retries':5}"), "$.webhook.retries", "unknown_field"),
        both("{" + LEAST + ",'precedence':'first'}", "$.precedence", "invalid_value"),
        both(calendar("'fortnight'"), "$.window.calendar", "invalid_value"),
        both(calendar("'day','startsOn':1"), "$.window.startsOn", "invalid_value"),
        both(calendar("'week','startsOn':'mon'"), "$.window.startsOn", "invalid_value"),
        both(calendar("'week','startsOn':1"), "$.window.startsOn", "wrong_type"),
        both(calendar("'month','startsOn':32"), "$.window.startsOn", "invalid_value"),
        both(calendar("'month','startsOn':'1'"), "$.window.startsOn", "wrong_type"),
        both(calendar("'month','zone':null"), "$.window.zone", "wrong_type"),
        parserOnly(calendar("'month','zone':'Europe/Pariss'"), "$.window.zone", "invalid_value"),
        parserOnly(calendar("'month','zone':'+02:00'"), "$.window.zone", "invalid_value"),
        both(calendar("'day','rolling':'PT1H'"), "$.window.rolling", "invalid_value"),
        parserOnly(scope("{'agent':'a','site':'x'}"), "$.scope.site", "unknown_dimension"),
        both(scope("{'Team':'x'}"), "$.scope.Team", "unknown_dimension"),
        both(scope("{'a,b':'x'}"), "$.scope['a,b']", "unknown_dimension"),
        both(scope("{'team':''}"), "$.scope.team", "invalid_value"),
        both(scope("{}"), "$.scope", "missing_field"),
        both(scope("{'agent':''}"), "$.scope.agent", "invalid_value"),
        both(scope("{'agent':5}"), "$.scope.agent", "wrong_type"),
        both(scope("{'agent':null}"), "$.scope.agent", "wrong_type"),
        both(scope("'a'"), "$.scope", "wrong_type"),
        both(scope("{'agent':'" + "x".repeat(1001) + "'}"), "$.scope.agent", "invalid_value"),
        both(limit("{}"), "$.limit", "missing_field"),
        both(limit("{'usd':1,'calls':1}"), "$.limit", "invalid_value"),
        both(limit("{'eur':1}"), "$.limit.eur", "unknown_field"),
        both(limit("{'usd':'5'}"), "$.limit.usd", "wrong_type"),
        both(limit("{'usd':null}"), "$.limit.usd", "wrong_type"),
        both(limit("{'usd':-0.01}"), "$.limit.usd", "invalid_value"),
        both(limit("{'usd':0.0000000001}"), "$.limit.usd", "invalid_value"),
        both(limit("{'usd':1000000000}"), "$.limit.usd", "invalid_value"),
        both(limit("{'calls':1.5}"), "$.limit.calls", "invalid_value"),
        both(limit("{'calls':-1}"), "$.limit.calls", "invalid_value"),
        both(limit("{'tokens':1000000000000001}"), "$.limit.tokens", "invalid_value"),
        both(limit("5"), "$.limit", "wrong_type"),
        both("{" + LEAST + ",'window':'hourly'}", "$.window", "invalid_value"),
        both("{" + LEAST + ",'window':{}}", "$.window.rolling", "missing_field"),
        both("{" + LEAST + ",'window':null}", "$.window", "wrong_type"),
        both("{" + LEAST + ",'window':3600}", "$.window", "wrong_type"),
        both(rolling("P1M"), "$.window.rolling", "invalid_value"),
        both(rolling("P1W"), "$.window.rolling", "invalid_value"),
        both(rolling("P"), "$.window.rolling", "invalid_value"),
        both(rolling("P1DT"), "$.window.rolling", "invalid_value"),
        both(rolling("-PT1H"), "$.window.rolling", "invalid_value"),
        both(rolling("PT1.5H"), "$.window.rolling", "invalid_value"),
        both(rolling("1h"), "$.window.rolling", "invalid_value"),
        parserOnly(rolling("PT59S"), "$.window.rolling", "invalid_value"),
        parserOnly(rolling("P90DT1S"), "$.window.rolling", "invalid_value"),
        parserOnly(rolling("P999999999D"), "$.window.rolling", "invalid_value"),
        both("{" + LEAST + ",'warnAt':0.5}", "$.warnAt", "wrong_type"),
        both("{" + LEAST + ",'warnAt':null}", "$.warnAt", "wrong_type"),
        both("{" + LEAST + ",'warnAt':[0.5,0]}", "$.warnAt[1]", "invalid_value"),
        both("{" + LEAST + ",'warnAt':[1.1]}", "$.warnAt[0]", "invalid_value"),
        both("{" + LEAST + ",'warnAt':['0.5']}", "$.warnAt[0]", "wrong_type"),
        both("{" + LEAST + ",'warnAt':[0.5,0.50]}", "$.warnAt[1]", "invalid_value"),
        both("{" + LEAST + ",'warnAt':[0.0000000001]}", "$.warnAt[0]", "invalid_value"),
        both("{" + LEAST + ",'warnAt':[" + levels(17) + "]}", "$.warnAt", "invalid_value"),
        both("{" + LEAST + ",'onBreach':'allow'}", "$.onBreach", "invalid_value"),
        both("{" + LEAST + ",'onBreach':'Block'}", "$.onBreach", "invalid_value"),
        both("{" + LEAST + ",'onBreach':null}", "$.onBreach", "wrong_type"),
        both("{" + LEAST + ",'onUnpriced':'kill'}", "$.onUnpriced", "invalid_value"),
        both("{" + LEAST + ",'latch':'true'}", "$.latch", "wrong_type"),
        both("{" + LEAST + ",'latch':null}", "$.latch", "wrong_type"),
        both("{" + LEAST + ",'mode':'dry'}", "$.mode", "invalid_value"),
        both("{" + LEAST + ",'countFrom':'yesterday'}", "$.countFrom", "invalid_value"),
        both("{" + LEAST + ",'countFrom':'2026-12-01'}", "$.countFrom", "invalid_value"),
        both("{" + LEAST + ",'countFrom':'2026-12-01T00:00:00'}", "$.countFrom", "invalid_value"),
        both("{" + LEAST + ",'expiresAt':1764547200}", "$.expiresAt", "wrong_type"),
        parserOnly(
            "{" + LEAST + ",'expiresAt':'2026-02-30T00:00:00Z'}", "$.expiresAt", "invalid_value"),
        both("{" + LEAST + ",'grants':{}}", "$.grants", "wrong_type"),
        both(grants("5"), "$.grants[0]", "wrong_type"),
        both(grants("{'amount':1}"), "$.grants[0].id", "missing_field"),
        both(grants("{'id':'g'}"), "$.grants[0].amount", "missing_field"),
        both(grants("{'id':'g','amount':0}"), "$.grants[0].amount", "invalid_value"),
        both(grants("{'id':'g','amount':1e9}"), "$.grants[0].amount", "invalid_value"),
        both(grants("{'id':'','amount':1}"), "$.grants[0].id", "invalid_value"),
        both(grants("{'id':'g','amount':1,'until':1}"), "$.grants[0].until", "unknown_field"),
        parserOnly(
            grants("{'id':'g','amount':1},{'id':'g','amount':2}"),
            "$.grants[1].id",
            "invalid_value"),
        both(
            "{" + HEAD + "'limit':{'calls':5},'grants':[{'id':'g','amount':0.5}]}",
            "$.grants[0].amount",
            "invalid_value"),
        both("{" + LEAST + ",'owner':5}", "$.owner", "wrong_type"),
        both(
            "{" + LEAST + ",'description':'" + "x".repeat(2001) + "'}",
            "$.description",
            "invalid_value"));
  }

  static List<String> good() {
    return List.of(
        "{" + LEAST + "}",
        scope("{'agent':'*'}"),
        scope("{'task':'*','agent':'*'}"),
        scope("{'task':'t'}"),
        calendar("'hour'"),
        calendar("'day','zone':'Asia/Kathmandu'"),
        calendar("'week','zone':'Europe/Paris','startsOn':'sunday'"),
        calendar("'month','startsOn':31"),
        calendar("'year','zone':'America/New_York'"),
        "{" + LEAST + ",'precedence':'override'}",
        scope("{'model':'gpt-4o','team':'*'}"),
        scope("{'cost-center':'42'}"),
        scope(
            "{'cost-center':'1','team':'2','tenant':'3','user':'4','model':'5','agent':'6','task':'7'}"),
        scope("{'agent':'ünï/ co%de','task':'run/42'}"),
        limit("{'usd':0}"),
        limit("{'usd':999999999.999999999}"),
        limit("{'usd':5.0000000000}"),
        limit("{'usd':1e2}"),
        limit("{'tokens':1000000000000000}"),
        limit("{'inputTokens':1.0}"),
        limit("{'outputTokens':1}"),
        limit("{'calls':0}"),
        limit("{'toolCalls':7}"),
        "{" + LEAST + ",'window':'lifetime'}",
        rolling("PT1M"),
        rolling("PT90M"),
        rolling("P7D"),
        rolling("P1DT2H3M4.5S"),
        rolling("P90D"),
        "{" + LEAST + ",'warnAt':[]}",
        "{" + LEAST + ",'warnAt':[1,0.5,0.333333333]}",
        "{" + LEAST + ",'onBreach':'kill','latch':true,'mode':'shadow','onUnpriced':'allow'}",
        "{" + LEAST + ",'countFrom':null,'expiresAt':null,'description':null,'owner':null}",
        "{" + LEAST + ",'countFrom':'2026-12-01T00:00:00.123456789+05:30'}",
        grants(""),
        grants("{'id':'g','amount':10.5,'expiresAt':'2026-12-01T00:00:00Z','reason':'launch'}"),
        "{" + HEAD + "'limit':{'calls':5},'grants':[{'id':'g','amount':2}]}",
        "{" + LEAST + ",'description':'" + "x".repeat(2000) + "','owner':''}");
  }

  @ParameterizedTest
  @MethodSource("bad")
  void shouldRefuseWithPathAndCode(Bad bad) {
    InvalidPolicyException e =
        catchThrowableOfType(InvalidPolicyException.class, () -> parse(bad.json()));

    assertThat(e).isNotNull();
    assertThat(e.path()).isEqualTo(bad.path());
    assertThat(e.code()).isEqualTo(bad.code());
    assertThat(e).hasMessage(bad.path() + ": " + e.reason());
    assertThat(Schemas.errors(Schemas.POLICY, quoted(bad.json())).isEmpty())
        .as("passes the schema")
        .isNotEqualTo(bad.schemaToo());
  }

  @ParameterizedTest
  @MethodSource("good")
  void shouldReadAndWriteBack(String json) {
    Policy policy = parse(json);
    byte[] canonical = PolicyDocuments.write(policy);

    assertThat(Schemas.errors(Schemas.POLICY, quoted(json))).isEmpty();
    assertThat(Schemas.errors(Schemas.POLICY, utf8(canonical))).isEmpty();
    assertThat(PolicyDocuments.parse("p", canonical, 1, DIMENSIONS)).isEqualTo(policy);
    assertThat(PolicyDocuments.write(PolicyDocuments.parse("p", canonical, 1, DIMENSIONS)))
        .isEqualTo(canonical);
  }

  @Test
  void shouldNameTheNearestDimensionAndHowToAddOne() {
    assertThatThrownBy(() -> parse(scope("{'agent':'a','temant':'x'}")))
        .hasMessage(
            "$.scope.temant: unknown dimension 'temant' — did you mean 'tenant'?; known are agent,"
                + " task, model, cost-center, team, tenant, user; to add it, set 'dimension.temant'"
                + " to the span attributes that hold its value");
    assertThatThrownBy(() -> parse(scope("{'Team':'x'}")))
        .hasMessage(
            "$.scope.Team: unknown dimension 'Team' — did you mean 'team'?; its name must be"
                + " lower-case letters, digits and '-', a letter first");
  }

  @Test
  void shouldLeaveDimensionsToWhoKnowsThem() {
    byte[] json = bytes(quoted(scope("{'site':'x'}")));

    assertThat(PolicyDocuments.parse("p", json, 1, Dimensions.ANY).scope().shape())
        .containsExactly("site");
    byte[] malformed = bytes(quoted(scope("{'Site':'x'}")));
    assertThatThrownBy(() -> PolicyDocuments.parse("p", malformed, 1, Dimensions.ANY))
        .hasMessageContaining("lower-case letters");
  }

  @Test
  void shouldReadEveryField() {
    Policy policy =
        parse(
            "{'version':1,'scope':{'agent':'research-agent','task':'*'},'limit':{'usd':25.00},"
                + "'window':{'rolling':'PT1H'},'warnAt':[0.9,0.50],'onBreach':'kill',"
                + "'latch':true,'mode':'shadow','onUnpriced':'block',"
                + "'countFrom':'2026-11-23T12:00:00Z','expiresAt':'2026-11-23T13:00:00+01:00',"
                + "'grants':[{'id':'g1','amount':10,'expiresAt':'2026-11-23T12:00:00Z',"
                + "'reason':'reason of g1'}],'description':'what','owner':'who'}");

    assertThat(policy)
        .isEqualTo(
            policy("p")
                .task("research-agent", "*")
                .usd("25")
                .rolling(Duration.ofHours(1))
                .warnAt("0.5", "0.9")
                .onBreach(Action.KILL)
                .latch()
                .shadow()
                .onUnpriced(Action.BLOCK)
                .countFrom(NOON.toEpochMilli())
                .expiresAt(NOON.toEpochMilli())
                .grant("g1", nanos("10"), NOON.toEpochMilli())
                .describedAs("what", "who")
                .build());
  }

  @Test
  void shouldFillInTheDefaults() {
    assertThat(parse("{" + LEAST + "}")).isEqualTo(policy("p").agent("a").usd("5").build());
  }

  @Test
  void shouldWriteTheCanonicalDocument() {
    Policy policy =
        policy("p")
            .task("a", "*")
            .limit(LimitUnit.TOKENS, 1000)
            .rolling(Duration.ofMinutes(90))
            .countFrom(NOON.toEpochMilli() + 5)
            .grant("g1", 7, null)
            .build();

    assertThat(utf8(PolicyDocuments.write(policy)))
        .isEqualTo(
            quoted(
                "{'version':1,'scope':{'agent':'a','task':'*'},'limit':{'tokens':1000},"
                    + "'window':{'rolling':'PT1H30M'},'warnAt':[0.9],'onBreach':'block',"
                    + "'latch':false,'mode':'enforce','onUnpriced':'warn',"
                    + "'countFrom':'2026-11-23T12:00:00.005Z',"
                    + "'grants':[{'id':'g1','amount':7,'reason':'reason of g1'}]}"));
  }

  @ParameterizedTest
  @CsvSource({
    "limt, limit",
    "Limit, limit",
    "warn_at, warnAt",
    "onbreach, onBreach",
    "scop, scope"
  })
  void shouldSuggestTheNearestField(String wrong, String right) {
    assertThatThrownBy(() -> parse("{" + LEAST + ",'" + wrong + "':1}"))
        .hasMessageContaining("unknown field '" + wrong + "' — did you mean '" + right + "'?");
  }

  @Test
  void shouldSuggestNothingWhereNothingIsNear() {
    assertThatThrownBy(() -> parse("{" + LEAST + ",'colour':1}"))
        .hasMessageContaining("unknown field 'colour'; known are version, scope")
        .hasMessageNotContaining("did you mean");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{'version':1",
        "{} {}",
        "{} x",
        "{'limit':{'usd':NaN}}",
        "{'limit':{'usd':Infinity}}",
        "{'limit':{'usd':05}}",
        "{'limit':{'usd':+5}}",
        "{'version':1,}",
        "{version:1}",
        "{/* no */'version':1}",
        "\u0000",
        "{'limit':{'usd':1e99999999999}}"
      })
  void shouldSayThatItIsNoJson(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            InvalidPolicyException.class, e -> assertThat(e.code()).isEqualTo("malformed_document"))
        .hasMessageContaining("line 1, column");
  }

  @Test
  void shouldRefuseADuplicateField() {
    assertThatThrownBy(() -> parse("{" + LEAST.replace("'usd':5", "'usd':5,'usd':500") + "}"))
        .isInstanceOfSatisfying(
            InvalidPolicyException.class, e -> assertThat(e.code()).isEqualTo("duplicate_field"))
        .hasMessageContaining("$.limit.usd: field 'usd' stands twice");
  }

  @Test
  void shouldRefuseWhatIsTooLargeOrTooDeepOrNoUtf8() {
    assertThatThrownBy(() -> parse("{'description':'" + "x".repeat(65536) + "'}"))
        .hasMessageContaining("at most 65536 are read");
    assertThatThrownBy(() -> parse("{'scope':" + "[".repeat(30000)))
        .hasMessageContaining("nested more than 20 deep");
    assertThatThrownBy(
            () -> PolicyDocuments.parse("p", new byte[] {'"', (byte) 0xC3, '"'}, 1, DIMENSIONS))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> parse(scope("{'agent':'\\ud800'}")))
        .hasMessageContaining("$.scope.agent: holds half of a surrogate pair");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "-1e999999999", "0e999999999"})
  void shouldNotExpandHugeExponents(String number) {
    for (String unit : List.of("usd", "calls")) {
      try {
        assertThat(parse(limit("{'" + unit + "':" + number + "}")).limit()).isZero();
      } catch (InvalidPolicyException e) {
        assertThat(e.path()).isEqualTo("$.limit." + unit);
        assertThat(e.reason()).hasSizeLessThan(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"p", "9", "team-a/p_1:x.y", "agent:task"})
  void shouldTakeAnId(String id) {
    assertThat(PolicyDocuments.parse(id, bytes(quoted("{" + LEAST + "}")), 3, DIMENSIONS).id())
        .isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-p", ".p", "/p", "a b", "ü", "p\n", "a%2Fb"})
  void shouldRefuseAnId(String id) {
    assertThatThrownBy(
            () -> PolicyDocuments.parse(id, bytes(quoted("{" + LEAST + "}")), 3, DIMENSIONS))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("$.id: a policy id is 1 to 200");
  }

  @Test
  void shouldRefuseAnIdOfMoreThan200() {
    PolicyDocuments.checkId("x".repeat(200));
    assertThatThrownBy(() -> PolicyDocuments.checkId("x".repeat(201)))
        .isInstanceOf(InvalidPolicyException.class);
  }

  @Test
  void shouldWriteBackAnyPolicy() {
    Random random = new Random(20261123);
    for (int i = 0; i < 2000; i++) {
      Policy policy = randomPolicy(random);
      byte[] json = PolicyDocuments.write(policy);
      assertThat(PolicyDocuments.parse("p", json, 1, DIMENSIONS)).as(utf8(json)).isEqualTo(policy);
    }
  }

  /** Whatever the bytes, the answer is a policy or an error that says where. */
  @Test
  void shouldSurviveDamagedDocuments() {
    Random random = new Random(20261123);
    for (int i = 0; i < 3000; i++) {
      byte[] json = damage(PolicyDocuments.write(randomPolicy(random)), random);
      try {
        assertThat(PolicyDocuments.parse("p", json, 1, DIMENSIONS)).isNotNull();
      } catch (InvalidPolicyException e) {
        assertThat(e.path()).startsWith("$");
        assertThat(e.reason()).isNotBlank();
      }
    }
  }

  private static Policy randomPolicy(Random random) {
    LimitUnit[] units = LimitUnit.values();
    Policies builder =
        policy("p")
            .task("a" + random.nextInt(), random.nextBoolean() ? "*" : "t/" + random.nextInt())
            .limit(units[random.nextInt(units.length)], random.nextLong(1_000_000_000_000L))
            .rolling(Duration.ofMillis(60_000 + random.nextLong(7_700_000_000L)))
            .grant("g", 1 + random.nextLong(1_000_000), random.nextLong(4_000_000_000_000L));
    if (random.nextBoolean()) {
      builder.warnAt("0.1", "0." + (2 + random.nextInt(8))).latch().countFrom(random.nextInt());
    }
    return builder.build();
  }

  private static byte[] damage(byte[] json, Random random) {
    byte[] copy = Arrays.copyOf(json, json.length - random.nextInt(2));
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] likely = bytes("{}[]:,\"0189.-eE*ntf\\ \n\u007f");
      copy[random.nextInt(copy.length)] = likely[random.nextInt(likely.length)];
    }
    return copy;
  }

  private static Bad both(String json, String path, String code) {
    return new Bad(json, path, code, true);
  }

  /** What a schema cannot say. */
  private static Bad parserOnly(String json, String path, String code) {
    return new Bad(json, path, code, false);
  }

  private static String scope(String scope) {
    return "{'version':1,'scope':" + scope + ",'limit':{'usd':5}}";
  }

  private static String limit(String limit) {
    return "{" + HEAD + "'limit':" + limit + "}";
  }

  private static String calendar(String unitAndMore) {
    return "{" + LEAST + ",'window':{'calendar':" + unitAndMore + "}}";
  }

  private static String rolling(String duration) {
    return "{" + LEAST + ",'window':{'rolling':'" + duration + "'}}";
  }

  private static String grants(String grants) {
    return "{" + LEAST + ",'grants':[" + grants + "]}";
  }

  private static String levels(int count) {
    StringBuilder levels = new StringBuilder("0.5");
    for (int i = 1; i < count; i++) {
      levels.append(',').append(new BigDecimal("0.5").add(BigDecimal.valueOf(i, 3)));
    }
    return levels.toString();
  }

  private static Policy parse(String json) {
    return PolicyDocuments.parse("p", bytes(quoted(json)), 1, DIMENSIONS);
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
