package dev.spendbreaker.document;

/** The optional field {@code precedence} of a decision (DESIGN §4). */
public final class DecisionPrecedence {
  private static final String FIELD = "precedence";
  private static final String OVERRIDE = "override";

  private DecisionPrecedence() {}

  /**
   * Whether the policies of the decision's scope replace those of less specific ones.
   *
   * @param json a decision's document
   * @throws InvalidDocumentException where it is none
   */
  public static boolean isOverride(byte[] json) {
    Tree tree = Documents.read(json, DecisionDocuments.MAX_BYTES);
    return OVERRIDE.equals(Fields.of(tree.root(), Paths.ROOT).optionalText(FIELD));
  }
}
