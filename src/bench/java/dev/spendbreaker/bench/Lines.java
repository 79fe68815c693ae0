package dev.spendbreaker.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plot of lines as SVG, which reads on light and dark pages; both axes begin at 0. */
final class Lines {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final int LEFT = 70;
  private static final int RIGHT = 60;
  private static final int TOP = 34;
  private static final int BOTTOM = 30;
  private static final int TICKS = 5;
  private static final List<String> COLOURS = List.of("#3b6ea5", "#b5532c", "#4b8b3b", "#7a4fa0");

  private final double mostX;
  private final double mostY;

  private Lines(double mostX, double mostY) {
    this.mostX = mostX;
    this.mostY = mostY;
  }

  /**
   * @param lines their points, x to y in ascending order, by label
   */
  static String svg(String title, Map<String, Map<Double, Double>> lines) {
    Lines plot =
        new Lines(
            most(lines.values().stream().map(Map::keySet).toList()),
            most(lines.values().stream().map(Map::values).toList()));
    StringBuilder content = new StringBuilder();
    for (int tick = 0; tick <= TICKS; tick++) {
      content.append(plot.tick(tick / (double) TICKS));
    }
    int number = 0;
    for (Map.Entry<String, Map<Double, Double>> line : lines.entrySet()) {
      String colour = COLOURS.get(number++ % COLOURS.size());
      content.append(plot.line(line.getKey(), line.getValue(), colour));
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">
    <rect width="100%%" height="100%%" fill="#ffffff"/>
    <g font-family="sans-serif" font-size="12" fill="#222222">
    <text x="8" y="20" font-size="13" font-weight="bold">%s</text>
    %s</g>
    </svg>
    """
        .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, title, title, content);
  }

  private static double most(List<? extends Collection<Double>> figures) {
    double most =
        figures.stream().flatMap(Collection::stream).mapToDouble(each -> each).max().orElse(1);
    return most > 0 ? most : 1;
  }

  private String tick(double part) {
    return text(x(part * mostX), HEIGHT - 10, "middle", number(part * mostX))
        + text(LEFT - 8, y(part * mostY) + 4, "end", number(part * mostY))
        + "<path d=\"M%.1f %.1fH%d\" stroke=\"#dddddd\"/>%n"
            .formatted(x(0), y(part * mostY), WIDTH - RIGHT);
  }

  private String line(String label, Map<Double, Double> points, String colour) {
    StringBuilder path = new StringBuilder();
    double x = 0;
    double y = 0;
    for (Map.Entry<Double, Double> point : points.entrySet()) {
      x = x(point.getKey());
      y = y(point.getValue());
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
    }
    return "<path d=\""
        + path
        + "\" fill=\"none\" stroke-width=\"2\" stroke=\""
        + colour
        + "\"/>\n"
        + text(x + 6, y + 4, "start", label);
  }

  private double x(double figure) {
    return LEFT + figure / mostX * (WIDTH - LEFT - RIGHT);
  }

  private double y(double figure) {
    return HEIGHT - BOTTOM - figure / mostY * (HEIGHT - TOP - BOTTOM);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        text);
  }

  private static String number(double figure) {
    return String.format(Locale.ROOT, "%,.0f", figure);
  }
}
