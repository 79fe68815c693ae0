package dev.spendbreaker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.spendbreaker.testing.Chromium;
import dev.spendbreaker.testing.NodePackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page as a browser shows it. What goes wrong in its scripts is kept. */
final class Shown implements AutoCloseable {
  /**
   * Where pictures go: {@code -Dscreenshots=topology-docs/images} renews those of the documents.
   */
  private static final Path PICTURES =
      Path.of(System.getProperty("screenshots", "target/screenshots"));

  private final List<String> faults = new ArrayList<>();
  private final String base;
  final Page page;

  private Shown(Chromium chromium, String base, NewContextOptions options) {
    this.base = base;
    page = chromium.page(options);
    page.onPageError(faults::add);
    page.onDialog(dialog -> faults.add("dialog: " + dialog.message()));
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            faults.add(message.text());
          }
        });
  }

  static Shown light(Chromium chromium, String base) {
    return new Shown(chromium, base, options(1280, 860));
  }

  static Shown dark(Chromium chromium, String base) {
    return new Shown(chromium, base, options(1280, 860).setColorScheme(ColorScheme.DARK));
  }

  static Shown narrow(Chromium chromium, String base) {
    return new Shown(chromium, base, options(360, 740).setHasTouch(true));
  }

  private static NewContextOptions options(int width, int height) {
    return new NewContextOptions().setViewportSize(width, height).setTimezoneId("UTC");
  }

  /** Opens a place of the page, such as {@code #/policies}. */
  Shown open(String place) {
    page.navigate(base + "/" + place);
    return this;
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  void signIn(String token) {
    field("Token").fill(token);
    button("Continue").click();
  }

  /** A section by its heading. */
  Locator section(String heading) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName(heading).setExact(true));
  }

  /** Waits until a text is there. */
  void sees(Locator where, String text) {
    assertThat(where.getByText(text).first()).isVisible();
  }

  /** Waits until a text is there. */
  void sees(String text) {
    sees(page.locator("body"), text);
  }

  /** Waits until nothing is exactly this text. */
  void seesNoMore(String text) {
    assertThat(page.getByText(text, new Page.GetByTextOptions().setExact(true))).hasCount(0);
  }

  /** axe-core finds nothing serious, and nothing is wider than the window. */
  void isAccessible() throws IOException {
    page.evaluate(Files.readString(NodePackages.of("page").script("axe-core/axe.min.js")));
    Object found =
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(({impact}) => impact === 'serious' || impact === 'critical')
              .map(({id, nodes}) => id + ': ' + nodes.map((node) => node.target + ' ' + node.failureSummary))
            """);
    assertThat((List<?>) found).as("what axe-core finds at %s", page.url()).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as("nothing is wider than the window at %s", page.url())
        .isEqualTo(true);
  }

  void hasNoFaults() {
    assertThat(faults).isEmpty();
  }

  void takePicture(String name) throws IOException {
    Files.createDirectories(PICTURES);
    page.mouse().move(0, 0);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(name + ".png"))
            .setAnimations(ScreenshotAnimations.DISABLED));
  }

  @Override
  public void close() {
    page.context().close();
  }
}
