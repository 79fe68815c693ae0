package dev.spendbreaker.cli;

import dev.spendbreaker.budget.Action;
import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.LimitUnit;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.PolicyStatus;
import dev.spendbreaker.explain.Dollars;
import dev.spendbreaker.replay.Comparison;
import dev.spendbreaker.replay.Comparison.ComparedScope;
import dev.spendbreaker.replay.Comparison.Difference;
import dev.spendbreaker.replay.Intake;
import dev.spendbreaker.replay.Outcome;
import dev.spendbreaker.replay.Refusal;
import dev.spendbreaker.replay.ReplayedScope;
import dev.spendbreaker.replay.Report;
import dev.spendbreaker.usage.Usage;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a replay has to tell, as tables. */
final class ReplayText {
  private static final String NONE = "-";

  private final PrintWriter out;

  ReplayText(PrintWriter out) {
    this.out = out;
  }

  void print(Report report) {
    Outcome outcome = report.outcome();
    List<ReplayedScope> told = outcome.scopes().stream().filter(ReplayText::isTold).toList();
    printHead(report, outcome);
    told.forEach(this::printDecisions);
    printRefusals(told);
    printSums(outcome, outcome.scopes().size() - told.size());
    if (report.comparison() != null) {
      printComparison(report.comparison());
    }
    out.flush();
  }

  /** A scope that was only ever allowed is only counted: there may be one for each trace. */
  private static boolean isTold(ReplayedScope scope) {
    return scope.decisions().stream().anyMatch(decision -> Outcome.asked(decision) != Action.ALLOW);
  }

  private void printHead(Report report, Outcome outcome) {
    line("policies", report.policies().stream().map(Policy::id).collect(Collectors.joining(", ")));
    line("period", instant(outcome.fromMillis()) + " to " + instant(outcome.toMillis()));
    line("spans", report.source() + ": " + intake(outcome.intake()));
    line("prices", report.priceBook() + ", and " + report.pricesSet() + " that were set");
    if (report.missingBeforeMillis() != null) {
      String before = instant(report.missingBeforeMillis());
      line("note", "What arrived before " + before + " is gone from the topic, and in no figure.");
    }
    if (outcome.spent().unpricedCalls() > 0) {
      line("note", outcome.spent().unpricedCalls() + " calls have no price and count as 0 USD.");
    }
    report.notes().forEach(note -> line("note", note));
    outcome
        .intake()
        .rejects()
        .forEach(reject -> line("rejected", reject.place() + ": " + reject.reason()));
  }

  private static String intake(Intake intake) {
    return "%d messages, %d spans, of which %d came again; %d messages rejected, wholly or in part"
        .formatted(intake.messages(), intake.spans(), intake.duplicates(), intake.rejected());
  }

  private void printDecisions(ReplayedScope scope) {
    out.println();
    out.println(scope.scope().key());
    TextTable table = new TextTable("  WHEN", "ACTION", "POLICY", "SPENT", "LIMIT", "REASON");
    for (Decision decision : scope.decisions()) {
      PolicyStatus policy = decision.policy();
      table.row(
          "  " + instant(decision.decidedAtMillis()),
          decision.action().text(),
          policy == null ? NONE : policy.policyId(),
          policy == null ? NONE : amount(policy.spent(), policy.unit()),
          policy == null ? NONE : amount(policy.limit(), policy.unit()),
          decision.reason());
    }
    table.print(out, "");
  }

  private void printRefusals(List<ReplayedScope> told) {
    out.println();
    TextTable table =
        new TextTable("SCOPE", "DECISIONS", "FIRST REFUSED", "BY", "SPENT AFTER", "WHILE REFUSED");
    told.forEach(scope -> table.row(refusalCells(scope)));
    table.print(out, "nothing would have been warned of or refused");
  }

  private static String[] refusalCells(ReplayedScope scope) {
    Refusal refusal = scope.refusal();
    PolicyStatus by = refusal == null ? null : refusal.first().policy();
    return new String[] {
      scope.scope().key(),
      counts(scope.decisions()),
      refusal == null ? NONE : instant(refusal.first().decidedAtMillis()),
      by == null ? NONE : by.policyId(),
      refusal == null ? NONE : spent(refusal.spentAfter()),
      refusal == null ? NONE : spent(refusal.spentWhileRefused())
    };
  }

  private void printSums(Outcome outcome, int onlyAllowed) {
    out.println();
    line("scopes", outcome.scopes().size() + ", of which " + onlyAllowed + " were only allowed");
    line("decisions", counts(outcome.decisions()));
    line("spent", spent(outcome.spent()));
    line("refused", spent(outcome.refused()) + share(outcome));
  }

  private static String share(Outcome outcome) {
    long all = outcome.spent().costNanos();
    if (all <= 0) {
      return "";
    }
    BigDecimal percent =
        BigDecimal.valueOf(outcome.refused().costNanos())
            .movePointRight(2)
            .divide(BigDecimal.valueOf(all), 1, RoundingMode.HALF_UP);
    return " (" + percent + "%): calls that would not have been made";
  }

  private void printComparison(Comparison comparison) {
    out.println();
    line("really", "decided " + counts(comparison.actual()));
    TextTable table = new TextTable("SCOPE", "WAS REFUSED", "WOULD HAVE BEEN", "DIFFERENCE");
    for (ComparedScope scope : comparison.scopes()) {
      if (scope.difference() != Difference.NEVER_REFUSED) {
        table.row(
            scope.scope().key(),
            instant(scope.refusedAtMillis()),
            instant(scope.whatIfRefusedAtMillis()),
            difference(scope));
      }
    }
    table.print(out, "no scope was refused, nor would one have been");
  }

  private static String difference(ComparedScope scope) {
    Long was = scope.refusedAtMillis();
    Long wouldBe = scope.whatIfRefusedAtMillis();
    String text = scope.difference().text().replace('_', ' ');
    return was == null || wouldBe == null || scope.difference() == Difference.SAME
        ? text
        : Duration.ofSeconds(Math.abs(was - wouldBe) / 1000) + " " + text;
  }

  private static String counts(List<Decision> decisions) {
    Map<Action, Integer> counts = Outcome.count(decisions);
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey().text())
            .collect(Collectors.joining(", "));
  }

  private static String amount(long amount, LimitUnit unit) {
    return unit == LimitUnit.USD ? usd(amount) : amount + " " + unit.field();
  }

  private static String spent(Usage usage) {
    return usd(usage.costNanos()) + " in " + usage.calls() + " calls";
  }

  private static String usd(long nanos) {
    return Dollars.of(nanos).toPlainString() + " USD";
  }

  private static String instant(@Nullable Long millis) {
    return millis == null ? NONE : Instant.ofEpochMilli(millis).toString();
  }

  private void line(String what, String text) {
    out.printf("%-9s %s%n", what, text);
  }
}
