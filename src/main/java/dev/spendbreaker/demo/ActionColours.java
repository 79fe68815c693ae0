package dev.spendbreaker.demo;

/** The colours of actions on a terminal. */
public final class ActionColours {
  private static final String RESET = "\u001b[0m";

  private ActionColours() {}

  /** A text in the colour of an action. */
  public static String paint(String text, String action) {
    return switch (action) {
          case "kill", "block" -> "\u001b[1;31m";
          case "warn" -> "\u001b[1;33m";
          default -> "\u001b[32m";
        }
        + text
        + RESET;
  }
}
