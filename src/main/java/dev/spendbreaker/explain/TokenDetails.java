package dev.spendbreaker.explain;

import dev.spendbreaker.usage.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In words, the token counts that few calls have and no column shows. */
final class TokenDetails {
  private TokenDetails() {}

  static List<String> of(@Nullable Tokens tokens) {
    List<String> details = new ArrayList<>();
    if (tokens != null && tokens.cacheWrite1h() != 0) {
      details.add("cached for an hour " + tokens.cacheWrite1h());
    }
    if (tokens != null && !tokens.audio().isZero()) {
      Tokens.Audio audio = tokens.audio();
      details.add(
          "audio in %d, of it cached %d, out %d"
              .formatted(audio.input(), audio.cacheRead(), audio.output()));
    }
    return details;
  }
}
