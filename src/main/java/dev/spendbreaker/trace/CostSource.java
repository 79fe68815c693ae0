package dev.spendbreaker.trace;

/** Where the cost of a span comes from (DESIGN §3, "How much"). */
public enum CostSource implements Rule {
  REPORTED("reported", "the cost the span reports"),
  PRICE_BOOK("price_book", "the tokens the span reports, at the price of its model"),
  UNPRICED("unpriced", "the model has no price: calls and tokens count, the cost is zero"),
  NONE("none", "the span reports no usage");

  private final String code;
  private final String sentence;

  CostSource(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
