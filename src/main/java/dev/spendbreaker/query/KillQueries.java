package dev.spendbreaker.query;

import dev.spendbreaker.document.KillStatus;
import java.util.Optional;

/** What may be asked of kills, whichever instance watches over them. */
public interface KillQueries {
  /**
   * A kill that is remembered, or nothing.
   *
   * @throws NotReadyException while the store cannot be read
   */
  Optional<KillStatus> kill(String decisionId);
}
