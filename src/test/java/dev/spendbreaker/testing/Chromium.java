package dev.spendbreaker.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real browser, without a window. */
public final class Chromium implements AutoCloseable {
  private static final double TIMEOUT_MILLIS = 60_000;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  public static Chromium start() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
    System.setProperty("playwright.cli.dir", driver().toString());
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", ExternalPrograms.node().toString())));
    Path program = ExternalPrograms.chromium();
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(List.of("--no-sandbox"))
                    .setTimeout(TIMEOUT_MILLIS)
                    .setEnv(ExternalPrograms.environment(program))));
  }

  /** What Playwright's driver is expected to lie in: a folder with the package as "package". */
  private static Path driver() throws IOException {
    Path installed = NodePackages.of("page").script("playwright-core");
    Path folder = Files.createDirectories(Path.of("target/playwright").toAbsolutePath());
    Path link = folder.resolve("package");
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, installed);
    }
    return folder;
  }

  /** A page of a browser that remembers nothing. */
  public Page page(Browser.NewContextOptions options) {
    Page page = browser.newContext(options).newPage();
    page.setDefaultTimeout(TIMEOUT_MILLIS);
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
