package dev.spendbreaker.explain;

import dev.spendbreaker.explain.TraceExplanation.Account;
import dev.spendbreaker.otlp.Printable;
import dev.spendbreaker.trace.CostSource;
import dev.spendbreaker.trace.Rule;
import dev.spendbreaker.trace.SpanExplanation;
import dev.spendbreaker.trace.Verdict;
import dev.spendbreaker.usage.SpanFacts;
import dev.spendbreaker.usage.SpanKind;
import dev.spendbreaker.usage.Tokens;
import dev.spendbreaker.usage.Usage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A capture explained for people: the tree of each trace with a line a span and, below it, what its
 * line has no room for. Up to 120 columns wide, unless a count has more digits than its column.
 */
public final class TextReport {
  private static final int WIDTH = 120;
  private static final int SPAN_WIDTH = 40;

  /** The longest names shown, in characters: of agents and tasks; of models and attributes. */
  private static final int MAX_NAME = 40;

  private static final int MAX_SOURCE = 60;
  private static final int MAX_UNUSABLE = 20;

  /** How many levels of the tree are drawn; of deeper spans only the nearest ones. */
  private static final int MAX_LEVELS = 12;

  private static final String ROW = "%s  %-10s  %s  %8s %10s %7s %9s %12s";

  private final PrintWriter out;
  private final boolean colour;
  private final Set<Rule> rules = new LinkedHashSet<>();

  /**
   * @param colour whether {@code out} understands colours
   */
  public TextReport(PrintWriter out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  public void print(Explanation explanation) {
    if (explanation.traces().isEmpty()) {
      out.println("no spans");
    }
    explanation.traces().forEach(this::printTrace);
    printUnusable(explanation.unusable());
    printRules(explanation.priceBook());
    out.flush();
  }

  private void printTrace(TraceExplanation trace) {
    out.println("Trace " + trace.traceId().toHex());
    out.println();
    printRow(
        "%-40s".formatted("SPAN"),
        "KIND",
        "%-14s".formatted("VERDICT"),
        List.of("IN", "CACHED R+W", "OUT", "REASONING", "USD"));
    Place place = Place.ROOT;
    for (ExplainedSpan span : trace.spans()) {
      if (span.parent() == null && span.place() != place) {
        place = span.place();
        out.println(heading(place));
      }
      printSpan(span);
    }
    out.println();
    printTotals(trace);
    printCounts(trace);
    out.println();
  }

  private static String heading(Place place) {
    return switch (place) {
      case PARENT_MISSING -> "(parent not in this file)";
      case IN_A_CYCLE -> "(parents that form a cycle)";
      case ROOT, BELOW_ITS_PARENT -> "";
    };
  }

  private void printRow(String span, String kind, String verdict, List<String> amounts) {
    out.println(
        ROW.formatted(
                span,
                kind,
                verdict,
                amounts.get(0),
                amounts.get(1),
                amounts.get(2),
                amounts.get(3),
                amounts.get(4))
            .stripTrailing());
  }

  // --- A span -----------------------------------------------------------------------------------

  private void printSpan(ExplainedSpan span) {
    SpanExplanation settled = span.settled();
    rules.add(settled.verdict());
    String guide = guide(span, "├─ ", "└─ ");
    String name = guide + Printable.of(span.seen().name(), SPAN_WIDTH - 1 - guide.length());
    printRow(
        "%-40s".formatted(name), kind(settled.facts().kind()), verdict(settled), amounts(settled));
    String indent = guide(span, "│ ", "  ") + "    ";
    wrapped(details(span), WIDTH - indent.length()).forEach(line -> out.println(indent + line));
    span.seen().complaints().forEach(complaint -> printComplaint(indent, complaint));
  }

  /**
   * The lines of the tree that lead to a span: all but roots stand below something, their parent or
   * a heading.
   */
  private static String guide(ExplainedSpan span, String onward, String last) {
    if (span.place() == Place.ROOT) {
      return "";
    }
    StringBuilder guide = new StringBuilder(span.last() ? last : onward);
    ExplainedSpan above = span.parent();
    for (int level = 1; above != null && above.place() != Place.ROOT; level++) {
      if (level == MAX_LEVELS) {
        return "… " + guide;
      }
      guide.insert(0, above.last() ? "  " : "│ ");
      above = above.parent();
    }
    return guide.toString();
  }

  static String kind(SpanKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private String verdict(SpanExplanation settled) {
    Verdict verdict = settled.verdict();
    String padded = "%-14s".formatted(verdict.code());
    return colour ? colour(verdict) + padded + "\u001b[0m" : padded;
  }

  private static String colour(Verdict verdict) {
    return switch (verdict) {
      case CHARGED, CHARGED_ROLLUP -> "\u001b[32m";
      case UNMETERED -> "\u001b[1;33m";
      case REPEATS_CALL, REPEATS_USAGE, TOOL_CALL, NO_USAGE -> "\u001b[2m";
    };
  }

  private static List<String> amounts(SpanExplanation settled) {
    Tokens tokens = settled.facts().tokens();
    return tokens == null
        ? List.of("", "", "", "", "")
        : List.of(
            count(tokens.input()),
            cached(tokens.cacheRead(), tokens.cacheWrite()),
            count(tokens.output()),
            count(tokens.reasoning()),
            cost(settled));
  }

  private static String count(long count) {
    return count == 0 ? "-" : Long.toString(count);
  }

  private static String cached(long read, long written) {
    return written == 0 ? count(read) : read + "+" + written;
  }

  private static String cost(SpanExplanation settled) {
    if (!settled.verdict().chargesUsage()) {
      return "-";
    }
    return settled.costSource() == CostSource.UNPRICED
        ? CostSource.UNPRICED.code()
        : Dollars.of(settled.costNanos()).toPlainString();
  }

  private List<String> details(ExplainedSpan span) {
    List<String> details = new ArrayList<>();
    SpanExplanation settled = span.settled();
    SpanExplanation above = span.parent() == null ? null : span.parent().settled();
    if (above == null || !above.agent().equals(settled.agent())) {
      details.add(named("agent", settled.agent(), settled.agentRule()));
    }
    if (above == null || !above.task().equals(settled.task())) {
      details.add(named("task", settled.task(), settled.taskRule()));
    }
    details.addAll(TokenDetails.of(settled.facts().tokens()));
    if (settled.verdict().chargesUsage()) {
      details.add(priced(span));
    }
    return details;
  }

  private String named(String what, String name, Rule rule) {
    rules.add(rule);
    return what + " " + Printable.of(name, MAX_NAME) + " (" + rule.code() + ")";
  }

  private String priced(ExplainedSpan span) {
    SpanFacts facts = span.settled().facts();
    CostSource source = span.settled().costSource();
    rules.add(source);
    return switch (source) {
      case REPORTED -> "cost of " + orUnknown(span.seen().costAttribute()) + " (reported)";
      case PRICE_BOOK -> "price of " + orUnknown(span.priceEntry()) + " (price_book)";
      case UNPRICED ->
          "no price for model "
              + orUnknown(facts.model())
              + " of provider "
              + orUnknown(facts.provider())
              + " (unpriced)";
      case NONE -> "";
    };
  }

  private static String orUnknown(@Nullable String name) {
    return name == null ? "unknown" : Printable.of(name, MAX_SOURCE);
  }

  private void printComplaint(String indent, String complaint) {
    wrapped(List.of(("! " + complaint).split(" ")), " ", WIDTH - indent.length())
        .forEach(line -> out.println(indent + line));
  }

  private static List<String> wrapped(List<String> parts, int width) {
    return wrapped(parts, " · ", width);
  }

  /** Parts joined to lines; a line is longer than the width only where a part is. */
  private static List<String> wrapped(List<String> parts, String separator, int width) {
    List<String> lines = new ArrayList<>();
    for (String part : parts) {
      int last = lines.size() - 1;
      if (last >= 0 && lines.get(last).length() + separator.length() + part.length() <= width) {
        lines.set(last, lines.get(last) + separator + part);
      } else {
        lines.add(part);
      }
    }
    return lines;
  }

  // --- Below the tree ---------------------------------------------------------------------------

  private void printTotals(TraceExplanation trace) {
    Map<Account, Usage> totals = trace.totals();
    if (totals.isEmpty()) {
      out.println("Nothing is charged.");
      return;
    }
    String row = "%-30s  %-37s %5s %5s  %8s %7s %12s";
    out.println(row.formatted("AGENT", "TASK", "CALLS", "TOOLS", "IN", "OUT", "USD"));
    totals.forEach(
        (account, usage) ->
            out.println(
                row.formatted(
                    Printable.of(account.agent(), 29),
                    Printable.of(account.task(), 36),
                    count(usage.calls()),
                    count(usage.toolCalls()),
                    count(usage.inputTokens()),
                    count(usage.outputTokens()),
                    Dollars.of(usage.costNanos()).toPlainString())));
  }

  private void printCounts(TraceExplanation trace) {
    Usage total = trace.total();
    out.printf(
        "spans %d · calls charged %d · unmetered %d · unpriced %d · tool calls %d"
            + " · duplicates %d · with complaints %d%n",
        trace.spans().size(),
        total.calls(),
        total.unmeteredCalls(),
        total.unpricedCalls(),
        total.toolCalls(),
        trace.duplicates(),
        trace.withComplaints());
    trace
        .unpricedModels()
        .forEach(
            (model, calls) ->
                out.printf(
                    "no price for model %s: %d calls%n", Printable.of(model, MAX_NAME), calls));
  }

  private void printUnusable(List<String> unusable) {
    if (unusable.isEmpty()) {
      return;
    }
    out.println("Spans that cannot be used: " + unusable.size());
    unusable.stream().limit(MAX_UNUSABLE).forEach(this::printUnusable);
    if (unusable.size() > MAX_UNUSABLE) {
      out.printf("  and %d more%n", unusable.size() - MAX_UNUSABLE);
    }
    out.println();
  }

  private void printUnusable(String reason) {
    wrapped(List.of(reason.split(" ")), " ", WIDTH - 4).forEach(line -> out.println("  " + line));
  }

  private void printRules(String priceBook) {
    if (rules.isEmpty()) {
      return;
    }
    out.println("What the words mean:");
    rules.stream()
        .collect(Collectors.toMap(Rule::code, Rule::sentence, (a, b) -> a, TreeMap::new))
        .forEach((code, sentence) -> out.printf("  %-18s  %s%n", code, sentence));
    out.println("Price book: " + Printable.of(priceBook, WIDTH - 12));
  }
}
