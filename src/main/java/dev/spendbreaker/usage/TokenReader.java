package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.firstCount;

import dev.spendbreaker.otlp.AttributeView;
import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.usage.TokenNames.Totals;
import java.util.List;

/**
 * How many tokens a span reports (DESIGN §3, "How much"). A count of zero is the same as none: the
 * next spelling is read.
 */
final class TokenReader {
  private final List<TokenNames> vocabularies;
  private final List<TokenNames> claudeCodeVocabularies;

  TokenReader(KeyNumbers keys) {
    List<TokenNames> all = TokenNames.all(keys);
    claudeCodeVocabularies = completed(all);
    vocabularies = completed(all.stream().filter(names -> !names.onlyClaudeCode()).toList());
  }

  /** Details that a vocabulary lacks may come from the others. */
  private static List<TokenNames> completed(List<TokenNames> all) {
    return all.stream().map(names -> names.withDetailsOf(all)).toList();
  }

  /** Normalised; {@link Tokens#ZERO} where the span reports none. */
  Tokens read(SpanView span) throws UnusableUsageException {
    boolean isClaudeCode = span.name().startsWith(UsageReader.CLAUDE_CODE);
    return read(span.attributes(), isClaudeCode ? claudeCodeVocabularies : vocabularies);
  }

  private static Tokens read(AttributeView view, List<TokenNames> vocabularies)
      throws UnusableUsageException {
    for (TokenNames names : vocabularies) {
      long input = firstCount(view, names.input());
      long output = firstCount(view, names.output());
      if (input != 0 || output != 0) {
        return withDetails(view, names, input, output);
      }
    }
    return withDetails(view, vocabularies.get(0), 0, 0);
  }

  private static Tokens withDetails(AttributeView view, TokenNames names, long input, long output)
      throws UnusableUsageException {
    long cacheWrite1h = firstCount(view, names.cacheWrite1h());
    long cacheWrite = including(cacheWrite1h, firstCount(view, names.cacheWrite()));
    Tokens.Audio audio = audio(view, names);
    long cacheRead = including(audio.cacheRead(), firstCount(view, names.cacheRead()));
    long reasoning = firstCount(view, names.reasoning());
    boolean apart = names.totals() == Totals.WITHOUT_PARTS;
    boolean cachedApart = apart || names.totals() == Totals.WITHOUT_CACHED;
    return new Tokens(
        with(audio.input(), with(cacheRead + cacheWrite, input, cachedApart), apart),
        with(audio.output(), with(reasoning, output, apart), apart),
        cacheRead,
        cacheWrite,
        reasoning,
        cacheWrite1h,
        audio);
  }

  private static Tokens.Audio audio(AttributeView view, TokenNames names)
      throws UnusableUsageException {
    long input = firstCount(view, names.inputAudio());
    long cacheRead = firstCount(view, names.cacheReadAudio());
    long output = firstCount(view, names.outputAudio());
    return (input | cacheRead | output) == 0
        ? Tokens.Audio.NONE
        : new Tokens.Audio(including(cacheRead, input), cacheRead, output);
  }

  /** A total with its part, which stands apart or, if not, was left out where the total is less. */
  private static long with(long part, long total, boolean apart) throws UnusableUsageException {
    return apart ? sum(part, total) : including(part, total);
  }

  /** A total with its part, which the source left out where the total is less. */
  private static long including(long part, long total) throws UnusableUsageException {
    return total < part ? sum(part, total) : total;
  }

  private static long sum(long part, long total) throws UnusableUsageException {
    long sum = total + part;
    if (sum > Tokens.MAX) {
      throw new UnusableUsageException(
          "the token counts add up to " + sum + ", more than one span can have");
    }
    return sum;
  }
}
