package dev.spendbreaker.cli;

/** Entry point of the {@code spendbreaker} command. */
public final class Main {
  private Main() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.out.println("spendbreaker " + args.length);
  }
}
