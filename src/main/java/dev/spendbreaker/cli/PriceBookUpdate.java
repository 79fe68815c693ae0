package dev.spendbreaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes the files of the bundled price book anew, in a source checkout. */
final class PriceBookUpdate {
  private static final String PACKAGE = "@pydantic/genai-prices";
  private static final String BOOK_SCRIPT = "src/build/prices.mjs";
  private static final String CROSSCHECK_SCRIPT = "src/build/prices-crosscheck.mjs";

  /** What the scripts write. */
  private static final List<String> FILES =
      List.of(
          "src/main/resources/dev/spendbreaker/pricing/prices.txt",
          "src/main/resources/dev/spendbreaker/pricing/prices-LICENSE.txt",
          "src/test/resources/dev/spendbreaker/pricing/prices-crosscheck.tsv");

  private final Path checkout;
  private final Programs programs;

  PriceBookUpdate(Path checkout, Programs programs) {
    this.checkout = checkout;
    this.programs = programs;
  }

  /**
   * Downloads the package into a temporary folder and runs the scripts on it.
   *
   * @return the files that have changed
   * @throws PriceUpdateException where this is no checkout, or a program is missing or fails
   * @throws IOException where files cannot be read or written
   */
  List<String> run() throws PriceUpdateException, IOException, InterruptedException {
    requireCheckout();
    List<byte[]> before = contents();
    Path folder = Files.createTempDirectory("spendbreaker-prices");
    try {
      Path unpacked = download(folder);
      String date = published(unpacked);
      node(BOOK_SCRIPT, unpacked.toString(), date);
      node(CROSSCHECK_SCRIPT, unpacked.toString());
    } finally {
      delete(folder);
    }
    return changed(before, contents());
  }

  private void requireCheckout() throws PriceUpdateException {
    for (String script : List.of(BOOK_SCRIPT, CROSSCHECK_SCRIPT)) {
      if (!Files.isRegularFile(checkout.resolve(script))) {
        throw new PriceUpdateException(
            "there is no %s in '%s': run this in a source checkout of Spendbreaker, or name one with"
                    .formatted(script, checkout)
                + " --checkout; an installed one takes prices by 'spendbreaker prices set'");
      }
    }
  }

  private Path download(Path folder)
      throws PriceUpdateException, IOException, InterruptedException {
    programs.run(
        folder,
        List.of(
            "npm",
            "install",
            "--prefix",
            folder.toString(),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            PACKAGE + "@latest"));
    return folder.resolve("node_modules").resolve(PACKAGE);
  }

  /** The day the package was published, YYYY-MM-DD. */
  private String published(Path unpacked)
      throws PriceUpdateException, IOException, InterruptedException {
    String version =
        programs.run(
            unpacked,
            List.of(
                "node", "-p", "JSON.parse(require('fs').readFileSync('package.json')).version"));
    String time =
        programs.run(
            unpacked, List.of("npm", "view", "--loglevel=error", PACKAGE, "time[" + version + "]"));
    if (!time.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      throw new PriceUpdateException(
          "npm does not tell when " + PACKAGE + " " + version + " was published: " + time);
    }
    return time.substring(0, "YYYY-MM-DD".length());
  }

  private void node(String script, String... arguments)
      throws PriceUpdateException, IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    programs.run(checkout, command);
  }

  private List<byte[]> contents() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (String file : FILES) {
      Path path = checkout.resolve(file);
      contents.add(Files.exists(path) ? Files.readAllBytes(path) : new byte[0]);
    }
    return contents;
  }

  private static List<String> changed(List<byte[]> before, List<byte[]> after) {
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < FILES.size(); i++) {
      if (!Arrays.equals(before.get(i), after.get(i))) {
        changed.add(FILES.get(i));
      }
    }
    return changed;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
