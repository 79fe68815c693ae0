package dev.spendbreaker.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Chromium;
import dev.spendbreaker.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's story as the page tells it, in a real browser. Takes the pictures of the documents.
 */
@Tag("integration")
class DemoPageTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Pattern PAGE = Pattern.compile("Page +(http://127\\.0\\.0\\.1:\\d+)");
  private static final Path CAPTURE = Path.of("src/test/resources/corpus/spans/strands-ts.json");

  @TempDir Path directory;

  @Test
  void shouldShowTheRunawayBeingStoppedAndWhy() throws Exception {
    try (Chromium chromium = Chromium.start();
        ChildProcess demo =
            ChildProcess.start(
                directory.resolve("demo.log"),
                "demo",
                "--kafka-port=0",
                "--http-port=0",
                "--otlp-port=0")) {
      String address = address(demo);
      try (Shown shown = Shown.light(chromium, address)) {
        tellTheStory(shown);
        lookAround(shown);
        shown.hasNoFaults();
      }
      try (Shown dark = Shown.dark(chromium, address)) {
        dark.open("");
        dark.sees(dark.section("Decisions"), "Killed");
        dark.isAccessible();
        dark.takePicture("overview-dark");
        walkThrough(dark);
        dark.hasNoFaults();
      }
      try (Shown narrow = Shown.narrow(chromium, address)) {
        narrow.open("");
        narrow.sees(narrow.section("Stopped now"), "inbox-triage");
        narrow.isAccessible();
        narrow.takePicture("overview-narrow");
        walkThrough(narrow);
        narrow.hasNoFaults();
      }
    }
  }

  /** The demo tells where its page is. */
  private static String address(ChildProcess demo) throws Exception {
    Eventually.holds(TIMEOUT, () -> assertThat(demo.output()).containsPattern(PAGE));
    Matcher address = PAGE.matcher(demo.output());
    assertThat(address.find()).isTrue();
    return address.group(1);
  }

  private static void tellTheStory(Shown shown) throws Exception {
    shown.open("");

    // it is killed while we look, and the reason stands there without a reload
    Locator stopped = shown.section("Stopped now");
    shown.sees(stopped, "inbox-triage");
    shown.sees(stopped, "USD of 3.00 in the last hour");
    shown.sees(shown.section("Decisions"), "Killed");
    shown.sees(shown.section("Decisions"), "report-writer");
    shown.sees(shown.section("Top agents"), "of $3.00");
    shown.isAccessible();
    shown.takePicture("overview");

    // and from there to what it did
    stopped.getByText("inbox-triage").first().click();
    shown.sees("At its limit");
    shown.sees("limit $3.00");
    shown.sees(shown.section("Tasks"), "run-");
    shown.sees("a minute, over the last");
    Locator history = shown.section("What was decided");
    shown.sees(history, "passed 50%");
    shown.isAccessible();
    shown.takePicture("scope");

    // and to the trace that broke the limit
    history.locator("a[href*='traces']").first().click();
    shown.sees("1 call charged");
    shown.sees("model call");
    shown.isAccessible();
    shown.takePicture("trace");
  }

  private static void walkThrough(Shown shown) throws Exception {
    Map<String, String> views =
        Map.of(
            "#/scopes", "6 scopes, the most spent first",
            "#/scope/agent/inbox-triage", "At its limit",
            "#/policies", "what any agent may spend in an hour",
            "#/policies/every-agent", "Valid.",
            "#/traces", "Lately decided about",
            "#/topology", "policies-in-force");
    for (Map.Entry<String, String> view : views.entrySet()) {
      shown.open(view.getKey()).sees(view.getValue());
      shown.isAccessible();
    }
  }

  private static void lookAround(Shown shown) throws Exception {
    shown.link("Policies").click();
    shown.sees("what any agent may spend in an hour");
    shown.isAccessible();
    shown.takePicture("policies");

    shown.link("every-agent").click();
    shown.sees("Valid.");
    shown.sees(shown.section("Who is affected"), "code-reviewer");
    shown.isAccessible();
    shown.takePicture("policy");

    shown.link("Scopes").click();
    shown.sees("6 scopes, the most spent first");
    shown.isAccessible();
    shown.takePicture("scopes");

    shown.link("Topology").click();
    shown.sees(shown.section("Stores of this instance"), "policies-in-force");
    shown.seesNoMore("…");
    shown.isAccessible();
    shown.takePicture("topology");

    shown.link("Traces").click();
    shown.page.setInputFiles("input[type=file]", CAPTURE);
    shown.button("Explain").click();
    shown.sees("repeats usage");
    shown.sees("2 calls charged");
    shown.isAccessible();
  }
}
