package dev.spendbreaker.bench;

import java.util.Locale;
import java.util.Map;

/** A plot of horizontal bars as SVG, which reads on light and dark pages. */
final class Bars {
  private static final int WIDTH = 720;
  private static final int LABELS = 170;
  private static final int FIGURES = 110;
  private static final int ROW = 34;
  private static final int BAR = 22;

  private Bars() {}

  /**
   * @param figures by label, in the order in which they are shown; above 0
   */
  static String svg(String title, Map<String, Double> figures) {
    double largest = figures.values().stream().mapToDouble(each -> each).max().orElse(1);
    StringBuilder rows = new StringBuilder();
    int y = ROW;
    for (Map.Entry<String, Double> each : figures.entrySet()) {
      int length = (int) Math.round(each.getValue() / largest * (WIDTH - LABELS - FIGURES));
      rows.append(row(each.getKey(), each.getValue(), length, y));
      y += ROW;
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">
    <rect width="100%%" height="100%%" fill="#ffffff"/>
    <g font-family="sans-serif" font-size="13" fill="#222222">
    <text x="8" y="20" font-weight="bold">%s</text>
    %s</g>
    </svg>
    """
        .formatted(WIDTH, y, WIDTH, y, title, title, rows);
  }

  private static String row(String label, double figure, int length, int y) {
    int middle = y + BAR - 6;
    return String.format(
        Locale.ROOT,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
            + "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#3b6ea5\"/>"
            + "<text x=\"%d\" y=\"%d\">%,.0f</text>%n",
        LABELS - 8,
        middle,
        label,
        LABELS,
        y,
        length,
        BAR,
        LABELS + length + 8,
        middle,
        figure);
  }
}
