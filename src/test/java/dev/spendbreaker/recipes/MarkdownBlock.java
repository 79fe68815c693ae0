package dev.spendbreaker.recipes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between fences in a page.
 *
 * @param language as the fence names it; empty where it does not
 */
record MarkdownBlock(String language, String content) {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

  /** All of a page, in their order. */
  static List<MarkdownBlock> of(String page) {
    List<MarkdownBlock> blocks = new ArrayList<>();
    for (Matcher fenced = FENCED.matcher(page); fenced.find(); ) {
      blocks.add(new MarkdownBlock(fenced.group(1), fenced.group(2)));
    }
    return blocks;
  }
}
