package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.ScopePattern;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Policies as JSON (DESIGN §4), read strictly: what is not understood is refused, never ignored.
 */
public final class PolicyDocuments {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_WARN_LEVELS = 16;
  private static final int MAX_GRANTS = 100;
  private static final int MAX_ID = 200;
  private static final int MAX_DIMENSIONS = 8;
  private static final int MAX_SCOPE_VALUE = 1000;
  private static final int MAX_TEXT = 2000;
  private static final int MAX_DECIMALS = 9;

  /** An amount in USD is less than this. */
  private static final BigDecimal USD_BOUND = BigDecimal.valueOf(1_000_000_000);

  private static final BigDecimal MAX_COUNT = BigDecimal.valueOf(1_000_000_000_000_000L);

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}");

  private static final List<BigDecimal> DEFAULT_WARN_AT = List.of(new BigDecimal("0.9"));

  static final List<String> FIELDS =
      List.of(
          "version",
          "scope",
          "limit",
          "window",
          "warnAt",
          "onBreach",
          "latch",
          "mode",
          "precedence",
          "onUnpriced",
          "countFrom",
          "expiresAt",
          "grants",
          "webhook",
          "description",
          "owner");

  private static final List<String> UNITS =
      List.of(LimitUnit.values()).stream().map(LimitUnit::field).toList();

  private PolicyDocuments() {}

  /**
   * Reads a policy.
   *
   * @param id the key of its record
   * @param revision see {@link Policy#revision}
   * @param dimensions those that its scope may name
   * @throws InvalidPolicyException with the JSON path of the first thing that is wrong
   */
  public static Policy parse(String id, byte[] json, long revision, Dimensions dimensions) {
    try {
      return parse(id, Documents.read(json, MAX_BYTES).root(), revision, dimensions);
    } catch (InvalidDocumentException e) {
      throw new InvalidPolicyException(e);
    }
  }

  /** As {@link #parse(String, byte[], long, Dimensions)}, of a document that is a tree already. */
  static Policy parse(String id, JsonNode document, long revision, Dimensions dimensions) {
    checkId(id);
    Fields fields = Fields.of(document, Paths.ROOT).only(FIELDS);
    fields.requireVersion1();
    ScopePattern scope = scope(fields.object("scope"), dimensions);
    LimitUnit unit = unit(fields.object("limit"));
    return new Policy(
        id,
        revision,
        scope,
        unit,
        amount(fields.object("limit"), unit.field(), unit),
        WindowDocuments.read(fields),
        warnAt(fields),
        action(fields, "onBreach", List.of(Action.WARN, Action.BLOCK, Action.KILL), Action.BLOCK),
        fields.flag("latch", false),
        fields.choice(
            "mode", List.of(Policy.Mode.values()), Policy.Mode::text, Policy.Mode.ENFORCE),
        fields.choice(
            "precedence",
            List.of(Policy.Precedence.values()),
            Policy.Precedence::text,
            Policy.Precedence.NORMAL),
        action(fields, "onUnpriced", List.of(Action.ALLOW, Action.WARN, Action.BLOCK), Action.WARN),
        fields.optionalInstant("countFrom"),
        fields.optionalInstant("expiresAt"),
        grants(fields, unit),
        optionalText(fields, "description"),
        optionalText(fields, "owner"),
        WebhookDocuments.read(fields));
  }

  /** The canonical document of a policy: read again, it gives an equal one. */
  public static byte[] write(Policy policy) {
    return Documents.write(json -> write(policy, json));
  }

  /**
   * Checks a policy's id: 1 to 200 of letters, digits and {@code . _ : / -}, the first a letter or
   * a digit.
   *
   * @throws InvalidPolicyException where it is another
   */
  public static void checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new InvalidPolicyException(
          InvalidDocumentException.INVALID_VALUE,
          "$.id",
          "a policy id is 1 to "
              + MAX_ID
              + " letters, digits and . _ : / -, the first a letter or a digit, not "
              + Fields.quoted(id));
    }
  }

  private static ScopePattern scope(Fields fields, Dimensions dimensions) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String dimension : fields.names()) {
      dimensions.check(fields, dimension);
      values.put(dimension, boundedText(fields, dimension, 1, MAX_SCOPE_VALUE));
    }
    if (values.isEmpty()) {
      throw new InvalidDocumentException(
          InvalidDocumentException.MISSING_FIELD,
          fields.path(),
          "needs a dimension, such as {\"agent\": \"*\"} for each agent by itself");
    }
    if (values.size() > MAX_DIMENSIONS) {
      throw new InvalidDocumentException(
          InvalidDocumentException.INVALID_VALUE,
          fields.path(),
          "must have at most " + MAX_DIMENSIONS + " dimensions, not " + values.size());
    }
    return ScopePattern.of(values);
  }

  private static LimitUnit unit(Fields fields) {
    fields.only(UNITS);
    List<String> names = fields.names();
    if (names.size() != 1) {
      throw new InvalidDocumentException(
          names.isEmpty()
              ? InvalidDocumentException.MISSING_FIELD
              : InvalidDocumentException.INVALID_VALUE,
          fields.path(),
          "must have exactly one of " + String.join(", ", UNITS));
    }
    return List.of(LimitUnit.values()).get(UNITS.indexOf(names.get(0)));
  }

  /** An amount of a unit, 0 or more: nano-USD or a count. */
  private static long amount(Fields fields, String name, LimitUnit unit) {
    BigDecimal amount = fields.number(name);
    if (amount.signum() < 0) {
      throw fields.invalid(name, "must be 0 or more, not " + amount);
    }
    return unit == LimitUnit.USD ? usd(fields, name, amount) : count(fields, name, amount);
  }

  private static long usd(Fields fields, String name, BigDecimal amount) {
    if (amount.compareTo(USD_BOUND) >= 0) {
      throw fields.invalid(name, "must be less than 1000000000 USD, not " + amount);
    }
    if (Texts.decimals(amount) > MAX_DECIMALS) {
      throw fields.invalid(name, "must have at most 9 decimals, not " + amount);
    }
    return Texts.nanos(amount);
  }

  private static long count(Fields fields, String name, BigDecimal amount) {
    if (amount.compareTo(MAX_COUNT) > 0) {
      throw fields.invalid(name, "must be at most " + MAX_COUNT + ", not " + amount);
    }
    if (Texts.decimals(amount) > 0) {
      throw fields.invalid(name, "must be a whole number, not " + amount);
    }
    return amount.longValueExact();
  }

  private static List<BigDecimal> warnAt(Fields fields) {
    JsonNode levels = fields.present("warnAt");
    if (levels == null) {
      return DEFAULT_WARN_AT;
    }
    checkArray(levels, fields.path("warnAt"), MAX_WARN_LEVELS);
    List<BigDecimal> warnAt = new ArrayList<>();
    for (JsonNode level : levels) {
      warnAt.add(warnLevel(level, Paths.child(fields.path("warnAt"), warnAt.size()), warnAt));
    }
    return warnAt.stream().sorted().toList();
  }

  private static BigDecimal warnLevel(JsonNode node, String path, List<BigDecimal> others) {
    BigDecimal level = Fields.number(node, path);
    if (level.signum() <= 0 || level.compareTo(BigDecimal.ONE) > 0) {
      throw invalid(path, "must be above 0 and at most 1, a part of the limit, not " + level);
    }
    if (Texts.decimals(level) > MAX_DECIMALS) {
      throw invalid(path, "must have at most 9 decimals, not " + level);
    }
    BigDecimal canonical = Texts.canonical(level);
    if (others.contains(canonical)) {
      throw invalid(path, "stands twice; remove one");
    }
    return canonical;
  }

  private static Action action(Fields fields, String name, List<Action> choices, Action otherwise) {
    return fields.choice(name, choices, Action::text, otherwise);
  }

  private static List<Policy.Grant> grants(Fields fields, LimitUnit unit) {
    JsonNode nodes = fields.present("grants");
    if (nodes == null) {
      return List.of();
    }
    String path = fields.path("grants");
    checkArray(nodes, path, MAX_GRANTS);
    List<Policy.Grant> grants = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode node : nodes) {
      Fields grant = Fields.of(node, Paths.child(path, grants.size()));
      grants.add(grant(grant, unit));
      if (!ids.add(grant.text("id"))) {
        throw grant.invalid("id", "stands twice; each grant has its own id");
      }
    }
    return List.copyOf(grants);
  }

  private static Policy.Grant grant(Fields fields, LimitUnit unit) {
    fields.only(List.of("id", "amount", "expiresAt", "reason"));
    String id = boundedText(fields, "id", 1, MAX_ID);
    long amount = amount(fields, "amount", unit);
    if (amount == 0) {
      throw fields.invalid("amount", "must be above 0");
    }
    return new Policy.Grant(
        id, amount, fields.optionalInstant("expiresAt"), optionalText(fields, "reason"));
  }

  private static void checkArray(JsonNode node, String path, int maxSize) {
    if (!node.isArray()) {
      throw Fields.wrongType(path, "an array", node);
    }
    if (node.size() > maxSize) {
      throw invalid(path, "must have at most " + maxSize + " items, not " + node.size());
    }
  }

  private static @Nullable String optionalText(Fields fields, String name) {
    return fields.optional(name) == null ? null : boundedText(fields, name, 0, MAX_TEXT);
  }

  private static String boundedText(Fields fields, String name, int least, int most) {
    String text = fields.text(name);
    int length = text.codePointCount(0, text.length());
    if (length < least || length > most) {
      throw fields.invalid(
          name, "must be " + least + " to " + most + " characters long, not " + length);
    }
    return text;
  }

  private static InvalidDocumentException invalid(String path, String reason) {
    return new InvalidDocumentException(InvalidDocumentException.INVALID_VALUE, path, reason);
  }

  private static void write(Policy policy, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeRule(policy, json);
    WebhookDocuments.write(policy.webhook(), json);
    json.writeEndObject();
  }

  /** With its id and revision, and without its webhook, which is nobody else's business. */
  static void writeForOthers(Policy policy, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", policy.id());
    json.writeNumberField("revision", policy.revision());
    writeRule(policy, json);
    json.writeEndObject();
  }

  private static void writeRule(Policy policy, JsonGenerator json) throws IOException {
    json.writeNumberField("version", 1);
    json.writeObjectFieldStart("scope");
    for (Map.Entry<String, String> dimension : policy.scope().values().entrySet()) {
      json.writeStringField(dimension.getKey(), dimension.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("limit");
    Figures.writeAmount(policy.unit().field(), policy.unit(), policy.limit(), json);
    json.writeEndObject();
    WindowDocuments.write(policy.window(), json);
    json.writeArrayFieldStart("warnAt");
    for (BigDecimal level : policy.warnAt()) {
      json.writeNumber(level);
    }
    json.writeEndArray();
    json.writeStringField("onBreach", policy.onBreach().text());
    json.writeBooleanField("latch", policy.latch());
    json.writeStringField("mode", policy.mode().text());
    if (policy.precedence() != Policy.Precedence.NORMAL) {
      json.writeStringField("precedence", policy.precedence().text());
    }
    json.writeStringField("onUnpriced", policy.onUnpriced().text());
    writeOptionalFields(policy, json);
  }

  private static void writeOptionalFields(Policy policy, JsonGenerator json) throws IOException {
    Figures.writeInstant("countFrom", policy.countFromMillis(), json);
    Figures.writeInstant("expiresAt", policy.expiresAtMillis(), json);
    if (!policy.grants().isEmpty()) {
      json.writeArrayFieldStart("grants");
      for (Policy.Grant grant : policy.grants()) {
        writeGrant(grant, policy.unit(), json);
      }
      json.writeEndArray();
    }
    Figures.writeText("description", policy.description(), json);
    Figures.writeText("owner", policy.owner(), json);
  }

  private static void writeGrant(Policy.Grant grant, LimitUnit unit, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", grant.id());
    Figures.writeAmount("amount", unit, grant.amount(), json);
    Figures.writeInstant("expiresAt", grant.expiresAtMillis(), json);
    Figures.writeText("reason", grant.reason(), json);
    json.writeEndObject();
  }
}
