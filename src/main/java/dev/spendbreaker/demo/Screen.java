package dev.spendbreaker.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.Decision;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the demo shows: events scroll by as they come, and below them stands a table of the agents.
 * On a terminal the table is drawn anew in place; elsewhere it is printed now and then.
 */
final class Screen {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final int BAR = 24;
  private static final int PLAIN_EVERY = 10;

  private final PrintStream out;
  private final boolean terminal;
  private final boolean colours;
  private final Deque<String> events = new ArrayDeque<>();
  private int drawnLines;
  private int refreshes;

  /**
   * @param terminal whether {@code out} understands cursor movements
   * @param colours whether actions have colours there
   */
  Screen(PrintStream out, boolean terminal, boolean colours) {
    this.out = out;
    this.terminal = terminal;
    this.colours = colours;
  }

  /** A line that stays. */
  synchronized void say(String line) {
    events.add(line);
    if (!terminal) {
      flushEvents();
    }
  }

  /** A decision as it falls. */
  void decided(Decision decision) {
    say(
        "%s %s %-14s %s"
            .formatted(
                CLOCK.format(Instant.ofEpochMilli(decision.decidedAtMillis())),
                paint(decision.action().text(), 5),
                String.join(" ", decision.scope().values().values()),
                decision.reason()));
  }

  /** Draws the table of the scopes of a {@code GET /v1/scopes} answer. */
  synchronized void refresh(JsonNode scopes) {
    if (!terminal && refreshes++ % PLAIN_EVERY != 0) {
      return;
    }
    erase();
    flushEvents();
    List<String> table = table(scopes);
    table.forEach(out::println);
    drawnLines = terminal ? table.size() : 0;
    out.flush();
  }

  private void erase() {
    if (drawnLines > 0) {
      out.printf("\u001b[%dA\u001b[J", drawnLines);
      drawnLines = 0;
    }
  }

  private void flushEvents() {
    while (!events.isEmpty()) {
      out.println(events.remove());
    }
    out.flush();
  }

  private List<String> table(JsonNode scopes) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "  %-16s %10s %8s  %-24s %5s  %s"
            .formatted("AGENT", "SPENT USD", "LIMIT", "UTILIZATION", "", "ACTION"));
    for (JsonNode scope : scopes.path("scopes")) {
      lines.add(row(scope));
    }
    lines.add("");
    return lines;
  }

  private String row(JsonNode scope) {
    JsonNode utilization = scope.path("utilization");
    BigDecimal used = utilization.isNumber() ? utilization.decimalValue() : BigDecimal.ZERO;
    return "  %-16s %10s %8s  %s %4s%%  %s"
        .formatted(
            scope.path("scope").path("agent").asText(),
            scope.path("totals").path("usd").decimalValue().setScale(4, RoundingMode.HALF_UP),
            scope.path("limit").isNumber()
                ? scope.path("limit").decimalValue().setScale(2, RoundingMode.HALF_UP)
                : "-",
            bar(used),
            used.movePointRight(2).setScale(0, RoundingMode.HALF_UP),
            paint(scope.path("action").asText(), 0));
  }

  private static String bar(BigDecimal utilization) {
    int full =
        utilization.multiply(BigDecimal.valueOf(BAR)).min(BigDecimal.valueOf(BAR)).intValue();
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  private String paint(String action, int width) {
    String padded = width == 0 ? action : ("%-" + width + "s").formatted(action);
    return colours ? ActionColours.paint(padded, action) : padded;
  }
}
