package dev.spendbreaker.usage;

import static dev.spendbreaker.usage.AttributeValues.firstCount;

import dev.spendbreaker.otlp.SpanView;
import dev.spendbreaker.usage.TokenNames.Totals;
import java.util.List;
import java.util.function.Function;

/**
 * How many tokens a span reports (DESIGN §3, "How much"). A count of zero is the same as none: the
 * next spelling is read.
 */
final class TokenReader {
  private final List<TokenNames> vocabularies;

  TokenReader(KeyNumbers keys) {
    vocabularies = TokenNames.all(keys);
  }

  /** Normalised; {@link Tokens#ZERO} where the span reports none. */
  Tokens read(SpanView span) throws UnusableUsageException {
    for (TokenNames names : vocabularies) {
      if (span.name().startsWith(names.spanPrefix())) {
        long input = firstCount(span.attributes(), names.input());
        long output = firstCount(span.attributes(), names.output());
        if (input != 0 || output != 0) {
          return withDetails(span, names, input, output);
        }
      }
    }
    return withDetails(span, vocabularies.get(0), 0, 0);
  }

  private Tokens withDetails(SpanView span, TokenNames totals, long input, long output)
      throws UnusableUsageException {
    long cacheWrite1h = detail(span, totals, TokenNames::cacheWrite1h);
    long cacheWrite = including(cacheWrite1h, detail(span, totals, TokenNames::cacheWrite));
    Tokens.Audio audio = audio(span, totals);
    long cacheRead = including(audio.cacheRead(), detail(span, totals, TokenNames::cacheRead));
    long reasoning = detail(span, totals, TokenNames::reasoning);
    boolean apart = totals.totals() == Totals.WITHOUT_PARTS;
    boolean cachedApart = apart || totals.totals() == Totals.WITHOUT_CACHED;
    return new Tokens(
        with(audio.input(), with(cacheRead + cacheWrite, input, cachedApart), apart),
        with(audio.output(), with(reasoning, output, apart), apart),
        cacheRead,
        cacheWrite,
        reasoning,
        cacheWrite1h,
        audio);
  }

  private Tokens.Audio audio(SpanView span, TokenNames totals) throws UnusableUsageException {
    long input = detail(span, totals, TokenNames::inputAudio);
    long cacheRead = detail(span, totals, TokenNames::cacheReadAudio);
    long output = detail(span, totals, TokenNames::outputAudio);
    return (input | cacheRead | output) == 0
        ? Tokens.Audio.NONE
        : new Tokens.Audio(including(cacheRead, input), cacheRead, output);
  }

  /** As the vocabulary of the totals has it, else as another does. */
  private long detail(
      SpanView span, TokenNames totals, Function<TokenNames, List<AttributeKey>> keys)
      throws UnusableUsageException {
    long count = firstCount(span.attributes(), keys.apply(totals));
    for (int i = 0; count == 0 && i < vocabularies.size(); i++) {
      TokenNames names = vocabularies.get(i);
      if (span.name().startsWith(names.spanPrefix())) {
        count = firstCount(span.attributes(), keys.apply(names));
      }
    }
    return count;
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
